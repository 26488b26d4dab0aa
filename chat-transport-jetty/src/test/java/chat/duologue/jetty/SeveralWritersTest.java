package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServerOptions;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.ChatStore;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** G4 and G5 where commits run side by side, and are published in another order than they were committed in. */
class SeveralWritersTest {
    private static final int SENDERS = 6;
    private static final int MESSAGES = 150;
    private static final int WINDOW = 20;

    private final AtomicInteger writing = new AtomicInteger();
    private final AtomicInteger mostWriting = new AtomicInteger();

    /** A store whose commits take a moment, before and after. */
    private ChatStore slowStore() {
        ChatStore store = new InMemoryChatStore();
        return (ChatStore) Proxy.newProxyInstance(
                ChatStore.class.getClassLoader(), new Class<?>[] {ChatStore.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("write")) {
                        return method.invoke(store, arguments);
                    }
                    mostWriting.accumulateAndGet(writing.incrementAndGet(), Math::max);
                    try {
                        pause();
                        Object outcomes = method.invoke(store, arguments);
                        pause();
                        return outcomes;
                    } finally {
                        writing.decrementAndGet();
                    }
                });
    }

    private static void pause() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(1_000_000));
    }

    @Test
    void everyoneSeesACompleteStreamAndEachSendersOrder() {
        ChatServerOptions options = ChatServerOptions.builder().writerThreads(3).build();
        try (ChatFixture chat = ChatFixture.start(slowStore(), options)) {
            List<TestClient> senders = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                senders.add(chat.login("sender" + i));
            }
            TestClient receiver = chat.login("receiver");
            int[] answered = new int[SENDERS];
            for (int n = 0; n < MESSAGES + WINDOW; n++) {
                for (int i = 0; i < SENDERS; i++) {
                    TestClient sender = senders.get(i);
                    if (n < MESSAGES) {
                        sender.post(
                                "send",
                                Map.of("to", "receiver", "clientMessageId", Integer.toString(n), "text", i + ":" + n));
                    }
                    if (n >= WINDOW) {
                        JsonNode reply = sender.reply();
                        assertThat(reply.get("type").stringValue())
                                .as(reply.toString())
                                .isEqualTo("ok");
                        assertThat(reply.get("seq").intValue()).isEqualTo(++answered[i]);
                    }
                }
            }
            Map<String, Integer> last = new HashMap<>();
            for (int n = 1; n <= SENDERS * MESSAGES; n++) {
                JsonNode event = receiver.event();
                assertThat(event.get("offset").intValue()).isEqualTo(n);
                String[] text = event.get("text").stringValue().split(":");
                assertThat(Integer.parseInt(text[1]))
                        .as("the order of sender %s", text[0])
                        .isEqualTo(last.merge(text[0], 1, Integer::sum) - 1);
            }
            assertThat(mostWriting.get()).as("commits side by side").isGreaterThan(1);
        }
    }
}
