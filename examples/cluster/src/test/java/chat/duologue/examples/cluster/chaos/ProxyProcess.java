package chat.duologue.examples.cluster.chaos;

import chat.duologue.bus.tck.EngineProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A load balancer in front of nodes, set up by the example's own file but for its ports and times. */
final class ProxyProcess extends EngineProcess {
    /** What there are files for. */
    enum Kind {
        HAPROXY("haproxy.cfg"),
        NGINX("nginx.conf");

        private final String file;

        Kind(String file) {
            this.file = file;
        }

        private List<String> command(Path folder) {
            String program = program(name().toLowerCase(Locale.ROOT));
            String configuration = folder.resolve(file).toString();
            return this == HAPROXY
                    ? List.of(program, "-db", "-f", configuration)
                    : List.of(program, "-p", folder.toString(), "-c", configuration, "-g", "master_process off;");
        }
    }

    /** @param idleSeconds how long a WebSocket may be silent */
    ProxyProcess(Kind kind, List<NodeProcess> nodes, int idleSeconds) throws IOException {
        super(port -> command(kind, port, nodes, idleSeconds));
    }

    private static List<String> command(Kind kind, int port, List<NodeProcess> nodes, int idleSeconds) {
        try {
            String text = Files.readString(Path.of(kind.file))
                    .replace("127.0.0.1:8080", "127.0.0.1:" + port)
                    .replace("127.0.0.1:8404", "127.0.0.1:" + freePort())
                    .replace(" 60s", " " + idleSeconds + "s");
            for (int i = 0; i < nodes.size(); i++) {
                text = text.replace(
                        "127.0.0.1:808" + (i + 1),
                        "127.0.0.1:" + nodes.get(i).address().getPort());
            }
            Path folder = Files.createTempDirectory(Path.of("target"), "proxy-").toAbsolutePath();
            Files.writeString(folder.resolve(kind.file), text);
            return kind.command(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI address() {
        return URI.create("ws://127.0.0.1:" + port() + "/chat");
    }
}
