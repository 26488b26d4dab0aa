package chat.duologue.examples.cluster.chaos;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Where a device writes down what it does and sees, a JSON object a line. */
final class Notebook implements AutoCloseable {
    static final JsonMapper JSON = new JsonMapper();

    private final BufferedWriter out;

    Notebook(Path folder, String user, String device) {
        try {
            out = Files.newBufferedWriter(folder.resolve(user + "." + device + ".jsonl"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void note(String what, int connection, Consumer<ObjectNode> details) {
        ObjectNode line = JSON.createObjectNode();
        line.put("t", System.nanoTime());
        line.put("what", what);
        line.put("connection", connection);
        details.accept(line);
        try {
            out.write(line.toString());
            out.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
