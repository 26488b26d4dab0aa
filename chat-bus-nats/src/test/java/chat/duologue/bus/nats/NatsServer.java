package chat.duologue.bus.nats;

import chat.duologue.bus.tck.BusContract;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** A real {@code nats-server} on a free port of this machine, which can be killed and started again. */
final class NatsServer implements BusContract.Engine, AutoCloseable {
    private final int port = freePort();
    private final List<String> command = new ArrayList<>();
    private Process process;

    NatsServer(String... options) throws IOException {
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin"; // where Debian has it
        Optional<Path> program = Arrays.stream(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, "nats-server"))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(program.isPresent(), "no nats-server on the PATH: install Debian's package nats-server");
        command.addAll(
                List.of(program.orElseThrow().toString(), "--addr", "127.0.0.1", "--port", Integer.toString(port)));
        command.addAll(List.of(options));
        start();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    String url() {
        return "nats://127.0.0.1:" + port;
    }

    @Override
    public void start() throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        for (int i = 0; i < 500; i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
                return;
            } catch (IOException e) {
                if (!process.isAlive()) {
                    throw new IOException("nats-server ended with " + process.exitValue() + ": " + command, e);
                }
                pause();
            }
        }
        throw new IOException("nats-server does not answer");
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
