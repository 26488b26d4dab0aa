package chat.duologue.examples.load;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One of the servers that are compared. */
sealed interface Side {
    /** The name of the server that the others are measured against. */
    String TARGET = "target";

    String name();

    /** Makes the server ready for one round. */
    Ready ready() throws LoadException, InterruptedException;

    /** How a server that is started is told its database, but for the password. */
    private static List<String> arguments(@Nullable DatabaseLogin db) {
        if (db == null) {
            return List.of();
        }
        return db.user() == null ? List.of("--db", db.url()) : List.of("--db", db.url(), "--db-user", db.user());
    }

    private static Map<String, String> environment(@Nullable DatabaseLogin db) {
        return db == null || db.password() == null ? Map.of() : Map.of(DatabaseLogin.PASSWORD_VARIABLE, db.password());
    }

    /** A server that can be loaded; closing it ends what was started for it. */
    record Ready(Target target, @Nullable ChildProcess child) implements AutoCloseable {
        @Override
        public void close() {
            if (child != null) {
                child.close();
            }
        }
    }

    /** A server that runs already and is left running. */
    record Running(Target target) implements Side {
        @Override
        public String name() {
            return TARGET;
        }

        @Override
        public Ready ready() {
            return new Ready(target, null);
        }
    }

    /** A server that is started from its jar for every round; {@code pattern} gives the paths of its URLs. */
    record Jar(Path jar, List<String> jvmArgs, Target pattern) implements Side {
        @Override
        public String name() {
            return TARGET;
        }

        @Override
        public Ready ready() throws LoadException, InterruptedException {
            DatabaseLogin db = pattern.database().login();
            ChildProcess child = ChildProcess.start(TARGET, jvmArgs, environment(db), (port, data) -> {
                List<String> arguments = new ArrayList<>(
                        List.of("-jar", "" + jar, "--port", "" + port, "--data", "" + data, "--no-flood-control"));
                arguments.addAll(arguments(db));
                return arguments;
            });
            Credentials credentials = pattern.credentials() instanceof Credentials.LoginAt at
                    ? new Credentials.LoginAt(onPort(at.url(), child.port()))
                    : pattern.credentials();
            URI url = onPort(pattern.url(), child.port());
            ObservedDatabase observed = db == null ? ObservedDatabase.NONE : pattern.database();
            return new Ready(
                    new Target(url, credentials, pattern.protocol(), OptionalLong.of(child.pid()), observed), child);
        }

        private static URI onPort(URI url, int port) {
            try {
                return new URI(url.getScheme(), null, "127.0.0.1", port, url.getPath(), url.getQuery(), null);
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(e);
            }
        }
    }

    /** One of this program's own servers; {@code database} is naive's, a fresh H2 file where it has no login. */
    record Stick(String name, List<String> jvmArgs, ObservedDatabase database) implements Side {
        static final String RELAY = "relay";
        static final String NAIVE = "naive";

        @Override
        public Ready ready() throws LoadException, InterruptedException {
            ChildProcess child = ChildProcess.start(name, jvmArgs, environment(database.login()), this::arguments);
            URI url = URI.create("ws://127.0.0.1:" + child.port() + RelayServer.PATH);
            return new Ready(
                    new Target(
                            url,
                            new Credentials.TokenPrefix(""),
                            Target.Protocol.STICK,
                            OptionalLong.of(child.pid()),
                            database.login() == null ? ObservedDatabase.NONE : database),
                    child);
        }

        private List<String> arguments(int port, Path data) {
            List<String> own = List.of("-cp", System.getProperty("java.class.path"), Main.class.getName());
            List<String> command = new ArrayList<>(own);
            command.addAll(List.of(name, "--port", "" + port));
            if (name.equals(NAIVE)) {
                DatabaseLogin db = database.login();
                command.addAll(Side.arguments(db == null ? new DatabaseLogin(fileIn(data), null, null) : db));
            }
            return command;
        }

        /** The H2 file that naive writes to unless another database is named. */
        static String fileIn(Path folder) {
            return "jdbc:h2:async:" + folder.resolve("naive").toAbsolutePath() + ";WRITE_DELAY=0;LOCK_TIMEOUT=10000";
        }
    }
}
