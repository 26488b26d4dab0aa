package chat.duologue.examples.cluster.chaos;

import chat.duologue.examples.cluster.ClusterNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A node in a process of its own, always on the same port. Whoever looks after it starts it again when it has ended. Thread-safe. */
final class NodeProcess implements AutoCloseable {
    private final String name;
    private final int port;
    private final Map<String, String> environment;
    private final Path folder;
    private int starts;
    private boolean wanted;
    private Process process;
    private Path output;

    /** @param folder where what it prints is kept */
    NodeProcess(String name, int port, Map<String, String> environment, Path folder) {
        this.name = name;
        this.port = port;
        this.environment = environment;
        this.folder = folder;
    }

    URI address() {
        return URI.create("ws://127.0.0.1:" + port + "/chat");
    }

    /** Without waiting for it. */
    synchronized void start() {
        wanted = true;
        output = folder.resolve(name + "." + ++starts + ".log");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1", // they live for seconds
                        "-cp",
                        System.getProperty("java.class.path"),
                        ClusterNode.class.getName(),
                        "--trial"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("DUOLOGUE_PORT", Integer.toString(port));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it where it has ended by itself: a service manager does that all the time. */
    synchronized void keepRunning() {
        if (wanted && !process.isAlive()) {
            start();
        }
    }

    synchronized boolean isReady() {
        try {
            return process.isAlive() && Files.readString(output).contains("ready on " + port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL: nothing is finished, nobody is told, and it stays like that. */
    synchronized void kill() {
        wanted = false;
        process.destroyForcibly().onExit().join();
    }

    /** SIGTERM, as a service manager sends it for a restart; does not wait. */
    synchronized void terminate() {
        process.destroy();
    }

    synchronized int starts() {
        return starts;
    }

    /** SIGSTOP: it does nothing, and keeps all its connections. */
    void pause() {
        signal("STOP");
    }

    /** SIGCONT. */
    void resume() {
        signal("CONT");
    }

    private synchronized void signal(String signal) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized void close() {
        if (process != null) {
            kill();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
