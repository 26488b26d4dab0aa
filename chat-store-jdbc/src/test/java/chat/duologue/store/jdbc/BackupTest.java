package chat.duologue.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import chat.duologue.model.Anchor;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.jdbc.StoreVerifier.Report;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What docs/backup.md says, done: a backup while people write, restored where nothing was, verified, served. */
class BackupTest {
    private interface Step<T> {
        T run() throws Exception;
    }

    /** Two threads that write for as long as it is open. */
    private static final class Writers implements AutoCloseable {
        private final Queue<Message> acknowledged = new ConcurrentLinkedQueue<>();
        private final ExecutorService threads = Executors.newFixedThreadPool(2);
        private final List<CompletableFuture<Void>> running = new ArrayList<>();
        private final CountDownLatch first = new CountDownLatch(100);
        private volatile boolean ended;

        Writers(ChatStore store) {
            for (int seed = 1; seed <= 2; seed++) {
                Traffic traffic = new Traffic(store, USERS, seed);
                running.add(CompletableFuture.runAsync(() -> write(traffic), threads));
            }
        }

        private void write(Traffic traffic) {
            while (!ended) {
                for (Outcome outcome : traffic.run(1)) {
                    if (outcome instanceof Outcome.Stored stored) {
                        acknowledged.add(stored.message());
                        first.countDown();
                    }
                }
            }
        }

        void awaitTheFirst() throws InterruptedException {
            assertThat(first.await(1, TimeUnit.MINUTES)).isTrue();
        }

        List<Message> acknowledged() {
            return List.copyOf(acknowledged);
        }

        @Override
        public void close() {
            ended = true;
            threads.shutdown();
            running.forEach(CompletableFuture::join);
        }
    }

    private static final int USERS = 8;
    /** So many make even a fast backup last. */
    private static final int MESSAGES_BEFORE = 5_000;

    private Path file;

    @BeforeEach
    void chooseFile() {
        file = TestDatabase.newFolder().resolve("backup").toAbsolutePath();
    }

    private static void prove(TestDatabase source, Step<?> backup, Step<TestDatabase> restore) throws Exception {
        ChatStore store = JdbcChatStore.open(source.dataSource());
        fill(store);
        List<Message> before;
        try (Writers writers = new Writers(store)) {
            writers.awaitTheFirst();
            before = writers.acknowledged();
            backup.run();
            assertThat(writers.acknowledged()).as("there were writes meanwhile").hasSizeGreaterThan(before.size());
        }
        try (TestDatabase restored = restore.run()) {
            Report report = StoreVerifier.verify(restored.dataSource());
            assertThat(report.findings()).isEmpty();
            assertThat(report.messages()).isGreaterThanOrEqualTo(MESSAGES_BEFORE + before.size());

            assertThat(JdbcChatStore.renewStreamId(restored.dataSource())).isNotEqualTo(store.streamId());

            ChatStore served = JdbcChatStore.open(restored.dataSource());
            // every seq is there, as the verifier says; what it says may have been edited, recalled or hidden since
            for (Message message : before) {
                assertThat(served.messages(
                                        message.from(), message.conversation(), new Anchor.After(message.seq() - 1), 1)
                                .orElseThrow()
                                .messages())
                        .filteredOn(found -> found.seq() == message.seq())
                        .allSatisfy(found -> assertThat(found.clientMessageId()).isEqualTo(message.clientMessageId()))
                        .allSatisfy(found -> assertThat(found.from()).isEqualTo(message.from()));
            }
            assertThat(new Traffic(served, USERS, 3).run(20)).hasAtLeastOneElementOfType(Outcome.Stored.class);
            assertThat(StoreVerifier.verify(restored.dataSource()).findings()).isEmpty();
        }
    }

    private static void fill(ChatStore store) {
        for (int i = 0; i < MESSAGES_BEFORE; i += 250) {
            store.write(IntStream.range(i, i + 250)
                    .<Write>mapToObj(n -> Chatter.send(
                            new UserId("user " + n % USERS), new UserId("user " + (n + 1) % USERS), "x".repeat(1_000)))
                    .toList());
        }
    }

    @Test
    void h2WithBackup() throws Exception {
        try (TestDatabase source = TestDatabase.inNewFolder()) {
            prove(
                    source,
                    () -> {
                        EmbeddedDatabase.backup(source.dataSource(), file);
                        return file;
                    },
                    () -> TestDatabase.inFolder(unzipped(file)));
            assertThatThrownBy(() -> EmbeddedDatabase.backup(source.dataSource(), file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must not exist");
        }
    }

    /** At the usual isolation level it would not see one moment. */
    @Test
    void h2WithScript() throws Exception {
        try (TestDatabase source = TestDatabase.inNewFolder()) {
            prove(
                    source,
                    () -> {
                        source.execute(
                                "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SNAPSHOT",
                                "SCRIPT TO '" + file + "'",
                                "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED");
                        return file;
                    },
                    () -> {
                        TestDatabase restored = TestDatabase.inNewFolder();
                        restored.execute("RUNSCRIPT FROM '" + file + "'");
                        return restored;
                    });
        }
    }

    private static Path unzipped(Path zip) throws IOException {
        Path folder = TestDatabase.newFolder();
        try (ZipInputStream entries = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Files.copy(entries, folder.resolve(entry.getName()));
            }
        }
        return folder;
    }

    @Test
    void postgresWithPgDump() throws Exception {
        Path programs = postgresPrograms();
        try (ServerProcess server =
                        new PostgresProcess(TestDatabase.newFolder(DatabaseKind.POSTGRESQL), programs).installed();
                ServerProcess other =
                        new PostgresProcess(TestDatabase.newFolder(DatabaseKind.POSTGRESQL), programs).installed();
                TestDatabase source = server.address().newDatabase()) {
            prove(
                    source,
                    () -> run(
                            programs.resolve("pg_dump"),
                            "--dbname=" + source.url().substring("jdbc:".length()),
                            "--format=custom",
                            "--table=duologue_*",
                            "--file=" + file),
                    () -> {
                        TestDatabase restored = other.address().newDatabase();
                        run(
                                programs.resolve("pg_restore"),
                                "--dbname=" + restored.url().substring("jdbc:".length()),
                                "--exit-on-error",
                                file.toString());
                        return restored;
                    });
        }
    }

    /** Those of Debian's package {@code postgresql}: pg_dump does not come with the servers of this build. */
    private static Path postgresPrograms() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(versions)) {
            try (Stream<Path> installed = Files.list(versions)) {
                List<Path> whole = installed
                        .map(version -> version.resolve("bin"))
                        .filter(bin -> Stream.of("postgres", "initdb", "pg_dump", "pg_restore")
                                .allMatch(name -> Files.isExecutable(bin.resolve(name))))
                        .sorted(Comparator.reverseOrder())
                        .toList();
                if (!whole.isEmpty()) {
                    return whole.get(0);
                }
            }
        }
        return abort("There is no pg_dump and server of one version on this machine: install Debian's postgresql.");
    }

    @Test
    void mariaDbWithMariaDbDump() throws Exception {
        try (ServerProcess server = ServerProcess.inNewFolder(DatabaseKind.MARIADB);
                ServerProcess other = ServerProcess.inNewFolder(DatabaseKind.MARIADB);
                TestDatabase source = server.address().newDatabase()) {
            Path programs = ServerBinaries.MARIADB.folder().resolve("bin");
            prove(
                    source,
                    () -> run(
                            programs.resolve("mariadb-dump"),
                            "--no-defaults",
                            "--host=127.0.0.1",
                            "--port=" + server.port(),
                            "--user=root",
                            "--single-transaction",
                            "--hex-blob",
                            "--result-file=" + file,
                            name(source),
                            "duologue_meta",
                            "duologue_user",
                            "duologue_conversation",
                            "duologue_message",
                            "duologue_event",
                            "duologue_revision",
                            "duologue_attachment",
                            "duologue_block",
                            "duologue_search",
                            "duologue_search_progress",
                            "duologue_search_stale",
                            "duologue_listener_cursor",
                            "duologue_note",
                            "duologue_note_head",
                            "duologue_schema_history"),
                    () -> {
                        TestDatabase restored = other.address().newDatabase();
                        run(
                                programs.resolve("mariadb"),
                                "--no-defaults",
                                "--host=127.0.0.1",
                                "--port=" + other.port(),
                                "--user=root",
                                "--execute=source " + file,
                                name(restored));
                        return restored;
                    });
        }
    }

    private static String name(TestDatabase database) {
        return database.url().replaceFirst(".*/([^?]*).*", "$1");
    }

    private static Path run(Path program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            String told = new String(output.readAllBytes());
            assertThat(process.waitFor()).as(told).isZero();
        }
        return program;
    }
}
