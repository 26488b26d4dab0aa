package chat.duologue.internal.engine;

import chat.duologue.ChatServerOptions;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.UserId;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What group commit itself costs per message, from submit to published, over a store that takes no time on a disk. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GroupCommitBenchmark {
    private static final int MESSAGES = 64;

    /** Messages that are under way at once: 1 shows the latency of an idle server. */
    @Param({"1", "64"})
    int window;

    private Timer timer;
    private GroupCommit commit;
    private long number;

    /** Afresh each time, so that the store stays small. */
    @Setup(Level.Iteration)
    public void start() {
        timer = new Timer();
        commit = new GroupCommit(
                new InMemoryChatStore(), ChatServerOptions.DEFAULTS, timer, new GroupCommit.Publisher() {
                    @Override
                    public void together(Runnable publishing) {
                        publishing.run();
                    }

                    @Override
                    public void publish(Outcome outcome) {
                        // nobody listens
                    }
                });
        commit.start();
    }

    @TearDown(Level.Iteration)
    public void stop() {
        commit.stop(Duration.ofSeconds(1));
        timer.close();
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void send() {
        for (int sent = 0; sent < MESSAGES; sent += window) {
            CompletableFuture<?>[] results = new CompletableFuture<?>[window];
            for (int i = 0; i < window; i++) {
                results[i] = submit(number++);
            }
            CompletableFuture.allOf(results).join();
        }
    }

    private CompletableFuture<Outcome> submit(long n) {
        return commit.submit(new Write.Send(
                new UserId("sender-" + n % 500),
                new ConversationRef.WithPeer(new UserId("receiver-" + n % 500)),
                new ClientMessageId("id-" + n),
                Content.text("x".repeat(200)),
                Instant.EPOCH));
    }
}
