package chat.duologue.examples.cluster.chaos;

import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A connection on which one thing is done after the other, in the test's own thread. */
final class Dialog implements Link.Owner {
    private static final int PATIENCE_SECONDS = 20;

    private final String user;
    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final Link link = new Link(this);

    Dialog(String user) {
        this.user = user;
    }

    static ObjectNode frame(String type) {
        return Notebook.JSON.createObjectNode().put("type", type).put("id", "1");
    }

    static ObjectNode hello(String user) {
        return frame("hello").put("token", user);
    }

    static ObjectNode hello(String user, String stream, long offset) {
        ObjectNode hello = hello(user);
        hello.putObject("resume").put("stream", stream).put("offset", offset);
        return hello;
    }

    void open(Network network, URI node) throws InterruptedException {
        network.open(node, link);
        take("opened");
    }

    JsonNode ask(ObjectNode frame) throws InterruptedException {
        link.send(frame.toString());
        return take("ok");
    }

    /** Events and signals may come in between, and are dropped. */
    JsonNode take(String type) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            JsonNode frame = frames.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (frame != null && frame.required("type").stringValue().equals(type)) {
                return frame;
            }
            if (frame == null || frame.path("type").stringValue("").matches("error|ended")) {
                throw new IllegalStateException(user + " waits for " + type + ", and gets " + frame);
            }
        }
    }

    boolean hasEnded() {
        return frames.stream()
                .anyMatch(frame -> frame.required("type").stringValue().equals("ended"));
    }

    void abort() {
        link.abort();
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
        frames.add(frame("ended").put("code", code));
    }
}
