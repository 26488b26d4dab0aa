package chat.duologue.examples.cluster.chaos;

import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A user's new device: reads the whole stream and every history, and writes down what they say. */
final class Newcomer implements Link.Owner {
    private static final int CONNECTION = 1;
    private static final int PATIENCE_SECONDS = 20;
    private static final int PAGE = 100;

    private final String user;
    private final Notebook notebook;
    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final Link link = new Link(this);

    Newcomer(String user, Notebook notebook) {
        this.user = user;
        this.notebook = notebook;
    }

    void readAll(Network network, URI node) throws InterruptedException {
        String stream = streamAt(network, node);
        notebook.note(
                "connecting", CONNECTION, line -> line.put("stream", stream).put("offset", 0));
        network.open(node, link);
        ObjectNode hello = frame("hello").put("token", user).put("device", "new");
        hello.putObject("resume").put("stream", stream).put("offset", 0);
        take("opened");
        JsonNode answer = ask(hello);
        notebook.note("hello", CONNECTION, line -> line.setAll((ObjectNode) answer));
        long head = answer.required("head").longValue();
        for (long offset = 0; offset < head; ) {
            JsonNode event = take("event");
            notebook.note("event", CONNECTION, line -> line.set("frame", event));
            offset = event.required("offset").longValue();
        }
        readHistories();
        notebook.note("read all", CONNECTION, line -> {});
        link.abort();
    }

    /** Which life of the streams this is, as a device is told that knows nothing. */
    private String streamAt(Network network, URI node) throws InterruptedException {
        Newcomer first = new Newcomer(user, notebook);
        network.open(node, first.link);
        first.take("opened");
        String stream = first.ask(first.frame("hello").put("token", user))
                .required("stream")
                .stringValue();
        first.link.abort();
        return stream;
    }

    private void readHistories() throws InterruptedException {
        String cursor = null;
        do {
            ObjectNode asking = frame("conversations").put("limit", PAGE);
            if (cursor != null) {
                asking.put("cursor", cursor);
            }
            JsonNode page = ask(asking);
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
            JsonNode page = ask(frame("history")
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

    private ObjectNode frame(String type) {
        return Notebook.JSON.createObjectNode().put("type", type).put("id", "1");
    }

    private JsonNode ask(ObjectNode frame) throws InterruptedException {
        link.send(frame.toString());
        return take("ok");
    }

    /** Signals may come in between. */
    private JsonNode take(String type) throws InterruptedException {
        while (true) {
            JsonNode frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (frame == null || frame.path("type").stringValue("").matches("error|ended")) {
                throw new IllegalStateException(user + " waits for " + type + ", and gets " + frame);
            }
            if (frame.required("type").stringValue().equals(type)) {
                return frame;
            }
        }
    }

    @Override
    public void opened(Link opened) {
        frames.add(frame("opened"));
    }

    @Override
    public void received(Link from, String frame) {
        frames.add(Notebook.JSON.readTree(frame));
    }

    @Override
    public void ended(Link ending, int code) {
        frames.add(frame("ended"));
    }
}
