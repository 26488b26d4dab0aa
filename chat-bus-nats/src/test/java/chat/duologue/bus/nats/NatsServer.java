package chat.duologue.bus.nats;

import chat.duologue.bus.tck.EngineProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** A real {@code nats-server}. */
public final class NatsServer extends EngineProcess {
    public NatsServer(String... options) throws IOException {
        super(port -> command(port, options));
    }

    private static List<String> command(int port, String... options) {
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin"; // where Debian has it
        Optional<Path> program = Arrays.stream(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, "nats-server"))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(program.isPresent(), "no nats-server on the PATH: install Debian's package nats-server");
        List<String> command = new ArrayList<>(
                List.of(program.orElseThrow().toString(), "--addr", "127.0.0.1", "--port", Integer.toString(port)));
        command.addAll(List.of(options));
        return command;
    }

    public String url() {
        return "nats://127.0.0.1:" + port();
    }
}
