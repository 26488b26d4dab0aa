package chat.duologue.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatListener;
import chat.duologue.ChatServer;
import chat.duologue.ChatServerOptions;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Event;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A server that is killed while its listener works. */
class KilledListenerTest {
    private static final int USERS = 8;

    private static UserId user(int i) {
        return new UserId("user " + i % USERS);
    }

    private static ChatServer start(ChatStore store, ChatListener listener) {
        return ChatServer.builder()
                .store(store)
                .authenticator(credentials -> Optional.empty())
                .options(ChatServerOptions.builder()
                        .listenerInterval(Duration.ofHours(20))
                        .build())
                .listener("audit", listener)
                .build()
                .start();
    }

    /** Says something for ever, and prints what the listener hears: user, offset. */
    static final class Talker {
        @SuppressWarnings("SystemOut") // tells what it hears
        public static void main(String[] folder) {
            ChatServer server = start(
                    JdbcChatStore.open(TestDatabase.inFolder(Path.of(folder[0])).dataSource()), (user, events) -> {
                        for (Event event : events) {
                            LockSupport.parkNanos(300_000); // so that it is killed within a call, not between two
                            System.out.println(user + "," + event.offset());
                        }
                    });
            for (int i = 0; ; i++) {
                List<CompletableFuture<?>> sent = new ArrayList<>();
                for (int j = 1; j < 5; j++) {
                    sent.add(server.as(user(i))
                            .send(
                                    new ConversationRef.WithPeer(user(i + j)),
                                    new ClientMessageId(UUID.randomUUID().toString()),
                                    Content.text("text"))
                            .toCompletableFuture());
                }
                sent.forEach(CompletableFuture::join);
            }
        }
    }

    @Test
    void everyEventIsHeardAtLeastOnceAndFirstInOrder() throws Exception {
        Path folder = TestDatabase.newFolder();
        Map<UserId, List<Long>> heard = new ConcurrentHashMap<>();
        for (int round = 1; round <= 4; round++) {
            try (ChildProcess talker = ChildProcess.run(Talker.class, folder.toString())) {
                for (int i = 0; i < 100 * round; i++) {
                    hear(heard, talker.line());
                }
                talker.kill();
                for (String line = talker.line(); line != null; line = talker.line()) {
                    hear(heard, line);
                }
            }
        }
        try (TestDatabase database = TestDatabase.inFolder(folder)) {
            ChatStore store = JdbcChatStore.open(database.dataSource());
            Map<UserId, Long> heads = new HashMap<>();
            store.positions(LongStream.range(0, USERS)
                            .mapToObj(i -> user((int) i))
                            .toList())
                    .forEach((user, position) -> heads.put(user, position.head()));
            ChatServer server =
                    start(store, (user, events) -> events.forEach(event -> hear(heard, user + "," + event.offset())));
            await().untilAsserted(() -> assertThat(store.cursors().read("audit", heads.keySet()))
                    .allSatisfy((user, cursor) -> assertThat(cursor.position()).isEqualTo(heads.get(user))));
            server.stop();
            heads.forEach((user, head) -> {
                List<Long> all = LongStream.rangeClosed(1, head).boxed().toList();
                assertThat(new TreeSet<>(heard.get(user)))
                        .as("heard for %s", user)
                        .containsExactlyElementsOf(all);
                assertThat(heard.get(user).stream().distinct()).containsExactlyElementsOf(all);
            });
            assertThat(StoreVerifier.verify(database.dataSource()).findings()).isEmpty();
        }
    }

    /** The last line of one that was killed may be cut short. */
    private static void hear(Map<UserId, List<Long>> heard, String line) {
        int comma = line.indexOf(',');
        if (comma > 0 && comma + 1 < line.length()) {
            heard.computeIfAbsent(new UserId(line.substring(0, comma)), user -> new CopyOnWriteArrayList<>())
                    .add(Long.parseLong(line.substring(comma + 1)));
        }
    }
}
