package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.StoreException;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InterruptTest {
    @ParameterizedTest
    @EnumSource
    @Timeout(60)
    void interruptedWritersLoseNothingAndCloseNothing(DatabaseKind kind) throws Exception {
        List<Thread> threads = new ArrayList<>();
        ExecutorService executor = Executors.newFixedThreadPool(3, task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            threads.add(thread);
            return thread;
        });
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            ChatStore store = JdbcChatStore.open(database.dataSource());
            AtomicInteger writing = new AtomicInteger(3);
            List<Future<List<ClientMessageId>>> writers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                UserId from = i == 0 ? BOB : ALICE;
                UserId to = i == 0 ? ALICE : BOB;
                writers.add(executor.submit(writer(store, from, to, writing)));
            }
            while (writing.get() > 0) {
                threads.forEach(Thread::interrupt);
                assertThat(Thread.interrupted()).as("time is up").isFalse();
                Thread.onSpinWait();
            }
            List<ClientMessageId> stored = new ArrayList<>();
            for (Future<List<ClientMessageId>> writer : writers) {
                stored.addAll(writer.get());
            }
            List<Message> history = Chatter.history(store, ALICE, BOB);
            assertThat(stored).isNotEmpty();
            assertThat(history)
                    .extracting(Message::clientMessageId)
                    .containsAll(stored)
                    .doesNotHaveDuplicates();
            assertThat(StoreVerifier.verify(database.dataSource()).findings()).isEmpty();
            database.reopen();
            assertThat(Chatter.history(JdbcChatStore.open(database.dataSource()), ALICE, BOB))
                    .isEqualTo(history);
        } finally {
            executor.shutdownNow();
        }
    }

    /** Sends, and returns which messages were answered as stored. */
    private static Callable<List<ClientMessageId>> writer(
            ChatStore store, UserId from, UserId to, AtomicInteger writing) {
        return () -> {
            try {
                List<ClientMessageId> stored = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    Write.Send send = Chatter.send(from, to, "hello");
                    try {
                        Chatter.stored(store.write(List.of(send)).get(0));
                        stored.add(send.clientMessageId());
                    } catch (StoreException e) {
                        if (!e.isPassing()) {
                            throw e;
                        }
                    }
                    Thread.interrupted();
                }
                return stored;
            } finally {
                writing.decrementAndGet();
            }
        };
    }
}
