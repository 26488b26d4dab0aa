package chat.duologue.examples.load;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One of the servers that are compared. */
sealed interface Side {
    /** The name of the server that the others are measured against. */
    String TARGET = "target";

    String name();

    /** Makes the server ready for one round. */
    Ready ready() throws LoadException, InterruptedException;

    /** What can be loaded; closing it ends what was started for it. */
    record Ready(Target target, List<ChildProcess> children) implements AutoCloseable {
        @Override
        public void close() {
            // The first is the last: its folder is everyone's.
            for (int i = children.size() - 1; i >= 0; i--) {
                children.get(i).close();
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
            return new Ready(target, List.of());
        }
    }

    /**
     * A server, or the nodes of one, started from its jar for every round. Nodes share a folder, where there may be the key
     * that signs their tokens.
     *
     * @param nodes how many
     * @param pattern what is known of it, and the paths of its URLs
     */
    record Jar(String name, int nodes, ServerJar jar, Target pattern) implements Side {
        @Override
        public Ready ready() throws LoadException, InterruptedException {
            List<ChildProcess> children = new ArrayList<>();
            try {
                while (children.size() < nodes) {
                    children.add(jar.start(
                            children.isEmpty() ? null : children.get(0).data()));
                }
                return new Ready(target(children), children);
            } catch (LoadException | InterruptedException e) {
                new Ready(pattern, children).close();
                throw e;
            }
        }

        private Target target(List<ChildProcess> children) {
            URI url = pattern.urls().get(0);
            Credentials credentials = pattern.credentials() instanceof Credentials.LoginAt at
                    ? new Credentials.LoginAt(onPort(at.url(), children.get(0).port()))
                    : pattern.credentials();
            return new Target(
                    children.stream().map(child -> onPort(url, child.port())).toList(),
                    credentials,
                    pattern.protocol(),
                    children.stream().map(ChildProcess::pid).toList(),
                    pattern.database().login() == null ? ObservedDatabase.NONE : pattern.database(),
                    pattern.bus());
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
            ChildProcess child = ChildProcess.start(name, jvmArgs, this::command);
            URI url = URI.create("ws://127.0.0.1:" + child.port() + RelayServer.PATH);
            return new Ready(
                    new Target(
                            List.of(url),
                            new Credentials.TokenPrefix(""),
                            Target.Protocol.STICK,
                            List.of(child.pid()),
                            database.login() == null ? ObservedDatabase.NONE : database,
                            ObservedBus.NONE),
                    List.of(child));
        }

        private ChildProcess.Command command(int port, Path data) {
            List<String> own = List.of("-cp", System.getProperty("java.class.path"), Main.class.getName());
            List<String> line = new ArrayList<>(own);
            line.addAll(List.of(name, "--port", "" + port));
            if (!name.equals(NAIVE)) {
                return new ChildProcess.Command(line, Map.of());
            }
            DatabaseLogin named = database.login();
            DatabaseLogin db = named == null ? new DatabaseLogin(fileIn(data), null, null) : named;
            line.addAll(db.arguments());
            return new ChildProcess.Command(line, db.environment());
        }

        /** The H2 file that naive writes to unless another database is named. */
        static String fileIn(Path folder) {
            return "jdbc:h2:async:" + folder.resolve("naive").toAbsolutePath() + ";WRITE_DELAY=0;LOCK_TIMEOUT=10000";
        }
    }
}
