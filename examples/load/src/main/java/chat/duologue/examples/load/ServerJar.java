package chat.duologue.examples.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a server, or a node of one, is started from its jar.
 *
 * @param arguments of its command line, in which {@code {port}} and {@code {data}} stand for a port and a folder
 * @param environment what it gets besides {@code DUOLOGUE_PORT}
 */
record ServerJar(Path file, List<String> jvmArgs, List<String> arguments, Map<String, String> environment) {
    private static final List<String> QUICKSTART =
            List.of("--port", "{port}", "--data", "{data}", "--no-flood-control");

    /** The quickstart's arguments, and more of them. */
    static List<String> quickstart(List<String> more) {
        List<String> arguments = new ArrayList<>(QUICKSTART);
        arguments.addAll(more);
        return arguments;
    }

    /** The jar that the command line names, null where it names none. */
    static @Nullable Path named(Arguments arguments) throws UsageException {
        String jar = arguments.text("--server-jar");
        if (jar != null && !Files.isReadable(Path.of(jar))) {
            throw new UsageException("--server-jar: there is no readable file '" + jar + "'.");
        }
        if (jar != null && arguments.has("--server-pid")) {
            throw new UsageException("--server-pid and --server-jar exclude each other: the server is started here.");
        }
        return jar == null ? null : Path.of(jar);
    }

    /** @param shared the folder for data, null for a fresh one */
    ChildProcess start(@Nullable Path shared) throws LoadException, InterruptedException {
        return ChildProcess.start("server", jvmArgs, (port, data) -> {
            List<String> line = new ArrayList<>(List.of("-jar", file.toString()));
            String folder = "" + (shared == null ? data : shared);
            arguments.forEach(
                    argument -> line.add(argument.replace("{port}", "" + port).replace("{data}", folder)));
            Map<String, String> variables = new HashMap<>(environment);
            variables.put("DUOLOGUE_PORT", "" + port);
            return new ChildProcess.Command(line, variables);
        });
    }
}
