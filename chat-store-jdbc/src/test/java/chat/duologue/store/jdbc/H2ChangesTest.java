package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ConversationId;
import chat.duologue.store.spi.ChatStore;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** H2 loses what is committed beside a rollback: so a store rolls nothing back while something else of it is under way. */
class H2ChangesTest {
    @Test
    void areMadeOneAfterTheOtherWhoeverAsks() throws Exception {
        Set<Object> open = ConcurrentHashMap.newKeySet();
        Set<Integer> together = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (TestDatabase database = TestDatabase.inNewFolder()) {
            ChatStore store = JdbcChatStore.open(database.dataSource());
            ConversationId conversation = Chatter.stored(store.write(List.of(Chatter.send(ALICE, BOB, "hello")))
                            .get(0))
                    .conversation();
            ChatStore tapped = JdbcChatStore.open(new TappedDataSource(database.dataSource(), (method, sql, call) -> {
                if (call.target() instanceof Connection connection) {
                    if (method.equals("setAutoCommit") && call.arguments()[0].equals(false)) {
                        open.add(connection);
                        together.add(open.size());
                    } else if (method.equals("setAutoCommit")) {
                        open.remove(connection);
                    }
                }
                return call.proceed();
            }));
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int thread = i;
                done.add(threads.submit(() -> {
                    for (int round = 0; round < 20; round++) {
                        if (thread == 0) {
                            tapped.housekeeping().orElseThrow().purge(conversation, round);
                        } else {
                            tapped.write(List.of(Chatter.send(ALICE, BOB, "hello")));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
            assertThat(Chatter.head(store, BOB)).isGreaterThanOrEqualTo(141);
        } finally {
            threads.shutdownNow();
        }
        assertThat(together).containsExactly(1);
    }
}
