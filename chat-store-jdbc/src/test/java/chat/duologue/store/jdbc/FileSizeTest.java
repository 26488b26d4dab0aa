package chat.duologue.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Write;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FileSizeTest {
    @Test
    void theFileOfAnEmbeddedDatabaseDoesNotGrowWithEveryCommit() throws Exception {
        Path folder = TestDatabase.newFolder();
        // without a retention time, or space would be free for reuse only after 45 s
        try (TestDatabase database =
                TestDatabase.at(EmbeddedDatabase.inFolder(folder).url() + ";RETENTION_TIME=0")) {
            ChatStore store = JdbcChatStore.open(database.dataSource());
            Random random = new Random(1);
            for (int batch = 0; batch < 1_200; batch++) {
                List<Write> writes = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    int pair = random.nextInt(1_000);
                    writes.add(Chatter.send(new UserId("from " + pair), new UserId("to " + pair), "x".repeat(200)));
                }
                store.write(writes);
            }
            assertThat(Files.size(folder.resolve("duologue.mv.db")) >> 20)
                    .as("megabytes")
                    .isLessThan(25);
        }
    }
}
