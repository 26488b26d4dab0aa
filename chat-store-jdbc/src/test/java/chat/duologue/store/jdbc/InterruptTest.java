package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.StoreException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InterruptTest {
    @Test
    void interruptedWritersLoseNothingAndCloseNothing() throws Exception {
        try (TestDatabase database = TestDatabase.inNewFolder()) {
            ChatStore store = JdbcChatStore.open(database.dataSource());
            Queue<ClientMessageId> stored = new ConcurrentLinkedQueue<>();
            CountDownLatch done = new CountDownLatch(3);
            List<Thread> writers = IntStream.range(0, 3)
                    .mapToObj(writer -> new Thread(() -> {
                        UserId from = writer == 0 ? BOB : ALICE;
                        UserId to = writer == 0 ? ALICE : BOB;
                        for (int i = 0; i < 60; i++) {
                            var send = Chatter.send(from, to, "hello");
                            try {
                                Chatter.stored(store.write(List.of(send)).get(0));
                                stored.add(send.clientMessageId());
                            } catch (StoreException e) {
                                assertThat(e.isPassing()).isTrue();
                                Thread.interrupted();
                            }
                        }
                        done.countDown();
                    }))
                    .toList();
            writers.forEach(Thread::start);
            while (done.getCount() > 0) {
                writers.forEach(Thread::interrupt);
                Thread.onSpinWait();
            }
            List<Message> history = Chatter.history(store, ALICE, BOB);
            assertThat(history)
                    .extracting(Message::clientMessageId)
                    .containsAll(stored)
                    .doesNotHaveDuplicates();
            assertThat(stored).isNotEmpty();
            database.reopen();
            assertThat(Chatter.history(JdbcChatStore.open(database.dataSource()), ALICE, BOB))
                    .isEqualTo(history);
        }
    }
}
