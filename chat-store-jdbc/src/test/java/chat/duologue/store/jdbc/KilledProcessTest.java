package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Message;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Write;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KilledProcessTest {
    private static final int BATCH = 5;

    /** Writes batches for ever, and prints each one's last number when it is stored. */
    static final class Writer {
        public static void main(String[] arguments) {
            int next = Integer.parseInt(arguments[1]);
            ChatStore store = JdbcChatStore.open(
                    TestDatabase.inFolder(Path.of(arguments[0])).dataSource());
            while (true) {
                List<Write> batch = new ArrayList<>();
                for (int i = 0; i < BATCH; i++) {
                    batch.add(Chatter.send(ALICE, BOB, "id " + next, "text " + next));
                    next++;
                }
                store.write(batch);
                System.out.println(next - 1);
            }
        }
    }

    @Test
    void whatWasAcknowledgedBeforeAKillIsThereOnceAndInOrder() throws Exception {
        Path folder = TestDatabase.newFolder();
        int next = 1;
        for (int round = 1; round <= 4; round++) {
            int acknowledged = writeAndKill(folder, next, 10 + 7 * round);
            try (TestDatabase database = TestDatabase.inFolder(folder)) {
                ChatStore store = JdbcChatStore.open(database.dataSource());
                List<Message> history = Chatter.history(store, BOB, ALICE);
                // a batch more may be there, stored but not told: whole, or not at all
                assertThat(history.size()).isGreaterThanOrEqualTo(acknowledged);
                assertThat(history.size() % BATCH).isZero();
                for (int i = 0; i < history.size(); i++) {
                    assertThat(history.get(i).seq()).isEqualTo(i + 1);
                    assertThat(history.get(i).clientMessageId()).hasToString("id " + (i + 1));
                }
                assertThat(Chatter.events(store, ALICE)).hasSameSizeAs(history);
                assertThat(Chatter.events(store, BOB)).hasSameSizeAs(history);
                assertThat(StoreVerifier.verify(database.dataSource()).findings())
                        .isEmpty();
                next = history.size() + 1;
            }
        }
    }

    private static int writeAndKill(Path folder, int next, int batches) throws Exception {
        try (ChildProcess writer = ChildProcess.run(Writer.class, folder.toString(), Integer.toString(next))) {
            int acknowledged = 0;
            for (int i = 0; i < batches; i++) {
                acknowledged = Integer.parseInt(writer.line());
            }
            writer.kill();
            // what it printed before it died counts too
            for (String line = writer.line(); line != null && !line.isEmpty(); line = writer.line()) {
                acknowledged = Math.max(acknowledged, Integer.parseInt(line));
            }
            return acknowledged;
        }
    }
}
