package chat.duologue.examples.cluster.chaos;

import java.net.URI;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A user's new device: reads the whole stream and every history, and writes down what they say. */
final class Newcomer {
    private static final int CONNECTION = 1;
    private static final int PAGE = 100;

    private final String user;
    private final Notebook notebook;
    private final Dialog dialog;

    Newcomer(String user, Notebook notebook) {
        this.user = user;
        this.notebook = notebook;
        this.dialog = new Dialog(user);
    }

    void readAll(Network network, URI node) throws InterruptedException {
        String stream = streamAt(network, node);
        notebook.note(
                "connecting", CONNECTION, line -> line.put("stream", stream).put("offset", 0));
        dialog.open(network, node);
        JsonNode answer = dialog.ask(Dialog.hello(user, stream, 0).put("device", "new"));
        notebook.note("hello", CONNECTION, line -> line.setAll((ObjectNode) answer));
        long head = answer.required("head").longValue();
        for (long offset = 0; offset < head; ) {
            JsonNode event = dialog.take("event");
            notebook.note("event", CONNECTION, line -> line.set("frame", event));
            offset = event.required("offset").longValue();
        }
        readHistories();
        notebook.note("read all", CONNECTION, line -> {});
        dialog.abort();
    }

    /** Which life of the streams this is, as a device is told that knows nothing. */
    private String streamAt(Network network, URI node) throws InterruptedException {
        Dialog first = new Dialog(user);
        first.open(network, node);
        String stream = first.ask(Dialog.hello(user)).required("stream").stringValue();
        first.abort();
        return stream;
    }

    private void readHistories() throws InterruptedException {
        String cursor = null;
        do {
            ObjectNode asking = Dialog.frame("conversations").put("limit", PAGE);
            if (cursor != null) {
                asking.put("cursor", cursor);
            }
            JsonNode page = dialog.ask(asking);
            for (JsonNode each : page.required("conversations")) {
                readHistory(each.required("conversation").stringValue());
            }
            cursor = page.path("cursor").stringValue(null);
        } while (cursor != null);
    }

    private void readHistory(String conversation) throws InterruptedException {
        long after = 0;
        boolean more = true;
        while (more) {
            JsonNode page = dialog.ask(Dialog.frame("history")
                    .put("conversation", conversation)
                    .put("after", after)
                    .put("limit", PAGE));
            for (JsonNode message : page.required("messages")) {
                notebook.note(
                        "history",
                        CONNECTION,
                        line -> line.put("conversation", conversation).set("message", message));
                after = message.required("seq").longValue();
            }
            more = page.required("hasAfter").booleanValue();
        }
    }
}
