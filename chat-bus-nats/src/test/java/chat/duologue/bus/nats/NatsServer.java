package chat.duologue.bus.nats;

import chat.duologue.bus.tck.EngineProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A real {@code nats-server}. */
public final class NatsServer extends EngineProcess {
    public NatsServer(String... options) throws IOException {
        super(port -> command(port, options));
    }

    private static List<String> command(int port, String... options) {
        List<String> command = new ArrayList<>(
                List.of(program("nats-server"), "--addr", "127.0.0.1", "--port", Integer.toString(port)));
        command.addAll(List.of(options));
        return command;
    }

    public String url() {
        return "nats://127.0.0.1:" + port();
    }
}
