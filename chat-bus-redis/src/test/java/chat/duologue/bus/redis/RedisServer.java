package chat.duologue.bus.redis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chat.duologue.bus.tck.EngineProcess;
import chat.duologue.jetty.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** A real {@code redis-server}, which the build brings along. It keeps nothing. */
final class RedisServer extends EngineProcess {
    private static final String PROGRAM = "redis-server-6.2.6-v5-linux-amd64";

    private RedisServer(IntFunction<List<String>> commandOfPort) throws IOException {
        super(commandOfPort);
    }

    /** With options as they stand on a command line. */
    RedisServer(String options) throws IOException {
        this(port -> command("--port " + port + " " + options));
    }

    /** Which talks TLS only. */
    static RedisServer withTls(TestCertificate certificate, String options) throws IOException {
        String files = " --tls-cert-file " + certificate.certificate() + " --tls-key-file " + certificate.key() + " ";
        return new RedisServer(
                port -> command("--port 0 --tls-port " + port + " --tls-auth-clients no" + files + options));
    }

    private static List<String> command(String options) {
        List<String> command = new ArrayList<>(
                List.of(program().toString(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
        command.addAll(List.of(options.split(" +")));
        return command;
    }

    /** Which stays until the next clean build. */
    private static Path program() {
        assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64"),
                "no Redis comes with this machine's build");
        Path program = Path.of("target", PROGRAM).toAbsolutePath();
        try {
            if (!Files.exists(program)) {
                Path half = Files.createTempFile(program.getParent(), "unpacking-", null);
                try (InputStream packed = RedisServer.class.getResourceAsStream("/" + PROGRAM)) {
                    Files.copy(packed, half, StandardCopyOption.REPLACE_EXISTING);
                }
                Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwxr-xr-x"));
                Files.move(half, program, StandardCopyOption.ATOMIC_MOVE);
            }
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
