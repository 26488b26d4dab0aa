package chat.duologue.store.jdbc;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A database server that belongs to a test: it may be killed, and started again on what it left. It runs as installed,
 * so it forces to the disk what it commits.
 */
abstract sealed class ServerProcess implements AutoCloseable permits MariaDbProcess, PostgresProcess {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path folder;
    private final int port;
    private Process process;

    ServerProcess(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
        this.port = freePort();
    }

    /** Installs a server with a folder and port of its own, and starts it. Aborts the test where there is none. */
    static ServerProcess inNewFolder(DatabaseKind kind) {
        if (!ServerBinaries.areForThisMachine()) {
            abort("No %s comes with this machine's build; DatabaseKind tells how to name one.".formatted(kind));
        }
        Path folder = TestDatabase.newFolder(kind);
        ServerProcess server = switch (kind) {
            case POSTGRESQL -> new PostgresProcess(folder);
            case MARIADB -> new MariaDbProcess(folder, "mariadb");
            case MYSQL_DRIVER -> new MariaDbProcess(folder, "mysql");
            case H2 -> throw new IllegalArgumentException("H2 has no server here");
        };
        return server.installed();
    }

    /** Fills its folder, and starts it. */
    final ServerProcess installed() {
        complete(installation());
        start();
        return this;
    }

    /** The command that fills the data folder. */
    abstract List<String> installation();

    /** The command that serves it. */
    abstract List<String> service();

    /** Where an administrator connects. */
    abstract ServerAddress address();

    /** The data, and nothing else. */
    final Path data() {
        return folder.resolve("data");
    }

    final int port() {
        return port;
    }

    final long pid() {
        return process.pid();
    }

    /** Returns when the server answers, on the port it always had. */
    final void start() {
        process = run(service());
        long started = System.nanoTime();
        while (!answers()) {
            if (ended(50)) {
                throw new IllegalStateException("the server ended: see " + log());
            }
            if (System.nanoTime() - started > PATIENCE.toNanos()) {
                kill();
                throw new IllegalStateException("the server doesn't answer: see " + log());
            }
        }
    }

    /** Ends all its processes as the operating system does, without a chance to finish anything. */
    final void kill() {
        process.destroyForcibly().onExit().join();
        // a server whose orphans live refuses to start again
        for (var orphans = orphans(); !orphans.isEmpty(); orphans = orphans()) {
            orphans.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** Kills the server, and deletes its data. */
    @Override
    public final void close() {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers() {
        try {
            DriverManager.getConnection(address().url()).close();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private void complete(List<String> command) {
        process = run(command);
        if (!ended(PATIENCE.toMillis()) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("the server can't be installed: see " + log());
        }
    }

    private Process run(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean ended(long waitMillis) {
        try {
            return process.waitFor(waitMillis, MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whatever still works on the data: a server's processes live in its folder. */
    private List<ProcessHandle> orphans() {
        return ProcessHandle.allProcesses().filter(this::worksOnTheData).toList();
    }

    private boolean worksOnTheData(ProcessHandle other) {
        try {
            Path cwd = Files.readSymbolicLink(Path.of("/proc", Long.toString(other.pid()), "cwd"));
            return cwd.equals(data().toRealPath());
        } catch (IOException e) {
            return false; // ended, or another user's
        }
    }

    private Path log() {
        return folder.resolveSibling(folder.getFileName() + ".log");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
