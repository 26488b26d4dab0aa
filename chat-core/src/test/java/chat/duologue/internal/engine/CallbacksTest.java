package chat.duologue.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServerOptions;
import chat.duologue.model.UserId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallbacksTest {
    private final Timer timer = new Timer();
    private final Callbacks callbacks = new Callbacks(ChatServerOptions.DEFAULTS, timer);

    @AfterEach
    void close() {
        callbacks.close();
        timer.close();
    }

    @Test
    void anInterruptThatTheHostLeavesBehindIsNotForWhatHangsOnTheResult() {
        CountDownLatch hung = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = callbacks
                .intercept(new UserId("alice"), () -> {
                    hung.await();
                    Thread.currentThread().interrupt();
                    return true;
                })
                .thenApply(any -> Thread.currentThread().isInterrupted());
        hung.countDown();
        assertThat(interrupted).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(false);
    }
}
