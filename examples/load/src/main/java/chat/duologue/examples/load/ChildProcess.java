package chat.duologue.examples.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM that is started for one round, with a folder of its own for data and log, which goes away with it. */
final class ChildProcess implements AutoCloseable {
    private static final long START_SECONDS = 60;
    private static final long STOP_SECONDS = 15;
    private static final long POLL_MS = 25;
    private static final int LOG_LINES = 5;

    /** What to run: arguments of {@code java}, and what the environment says. */
    record Command(List<String> arguments, Map<String, String> environment) {}

    /** Tells what to run, given the port to listen on and a folder for data. */
    interface Launch {
        Command command(int port, Path data);
    }

    private final Process process;
    private final int port;
    private final Path folder;
    private final Thread reaper;

    private ChildProcess(Process process, int port, Path folder) {
        this.process = process;
        this.port = port;
        this.folder = folder;
        // So that nothing is left running when the generator is interrupted.
        reaper = new Thread(this::stop);
        Runtime.getRuntime().addShutdownHook(reaper);
    }

    /** Starts a JVM of the kind that this program runs on, and waits until its port answers. */
    static ChildProcess start(String name, List<String> jvmArgs, Launch launch)
            throws LoadException, InterruptedException {
        try {
            Path folder = Files.createTempDirectory("load-" + name + "-");
            int port = freePort();
            List<String> line = new ArrayList<>();
            line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            line.addAll(jvmArgs);
            Command command = launch.command(port, Files.createDirectory(folder.resolve("data")));
            line.addAll(command.arguments());
            ProcessBuilder builder = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile());
            builder.environment().putAll(command.environment());
            Process process = builder.start();
            ChildProcess child = new ChildProcess(process, port, folder);
            try {
                child.awaitPort(name);
                return child;
            } catch (LoadException | InterruptedException e) {
                child.close();
                throw e;
            }
        } catch (IOException e) {
            throw new LoadException(name + " could not be started", e);
        }
    }

    int port() {
        return port;
    }

    int pid() {
        return (int) process.pid();
    }

    Path data() {
        return folder.resolve("data");
    }

    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(reaper);
    }

    private void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        delete(folder);
    }

    private void awaitPort(String name) throws LoadException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!answers()) {
            if (!process.isAlive()) {
                throw new LoadException(name + " ended with code " + process.exitValue() + " at its start: " + log());
            }
            if (System.nanoTime() - end > 0) {
                throw new LoadException(name + " did not listen within " + START_SECONDS + " s: " + log());
            }
            Thread.sleep(POLL_MS);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String log() {
        try {
            List<String> lines = Files.readAllLines(folder.resolve("log"));
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "no log";
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println(folder + " could not be deleted: " + e.getMessage());
        }
    }
}
