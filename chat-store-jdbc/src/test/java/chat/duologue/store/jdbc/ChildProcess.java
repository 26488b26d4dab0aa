package chat.duologue.store.jdbc;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Another Java process with this one's class path. What it prints is read line by line. */
final class ChildProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private ChildProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static ChildProcess run(Class<?> main, String... arguments) throws IOException {
        return runWithout("", main, arguments);
    }

    /** One whose class path lacks the jars whose name begins so. */
    static ChildProcess runWithout(String jars, Class<?> main, String... arguments) throws IOException {
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> jars.isEmpty()
                        || !Path.of(path).getFileName().toString().startsWith(jars))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        return new ChildProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** The next line, or null where the process has ended and everything was read. */
    String line() throws IOException {
        return output.readLine();
    }

    /** Lets it go on that waits for its input. */
    void goOn() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** Kills it as the operating system does, without a chance to finish anything. */
    void kill() {
        process.toHandle().destroyForcibly(); // the process itself would close its output before it is read
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
