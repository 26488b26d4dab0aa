package chat.duologue.bus.tck;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Assumptions;

/** A real engine on a free port of this machine, which can be killed and started again, and paused. */
public abstract class EngineProcess implements BusContract.Engine, AutoCloseable {
    private final int port;
    private final List<String> command;
    private Process process;

    /** Starts it. */
    protected EngineProcess(IntFunction<List<String>> commandOfPort) throws IOException {
        port = freePort();
        command = commandOfPort.apply(port);
        start();
    }

    /** A port that nobody has at the moment. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Where the program is; without it the test is skipped. */
    protected static String program(String name) {
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin"; // where Debian has many
        Optional<Path> program = Arrays.stream(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(program.isPresent(), "no " + name + " on the PATH: install Debian's package " + name);
        return program.orElseThrow().toString();
    }

    public final int port() {
        return port;
    }

    @Override
    public final void start() throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        for (int i = 0; i < 500; i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
                waitABit();
                if (process.isAlive()) { // else it is another's port
                    return;
                }
            } catch (IOException e) {
                waitABit();
            }
            if (!process.isAlive()) {
                throw new IOException("the engine ended with " + process.exitValue() + ": " + command);
            }
        }
        throw new IOException("the engine does not answer: " + command);
    }

    private static void waitABit() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public final void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public final void pause() throws Exception {
        signal("STOP");
    }

    @Override
    public final void goOn() throws Exception {
        signal("CONT");
    }

    private void signal(String name) throws Exception {
        int status = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("no " + name + " for the engine: " + status);
        }
    }

    @Override
    public final void close() {
        kill();
    }
}
