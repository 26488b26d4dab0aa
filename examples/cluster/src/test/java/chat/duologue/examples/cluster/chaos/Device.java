package chat.duologue.examples.cluster.chaos;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One device of a user. It says things and takes in events as docs/protocol.md asks of a client: goes to another node with {@code resume}
 * when its connection is lost, repeats what was not answered, acknowledges, reads. What it does and sees it writes down.
 *
 * <p>Thread-safe; {@link #tick} is to be called all the time.
 */
final class Device implements Link.Owner {
    private static final int MAX_OPEN = 24;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long LOGIN_TIME = 3 * SECOND;

    private final String user;
    private final String name;
    private final List<String> peers;
    private final Manner manner;
    private final Network network;
    private final LongConsumer latencies;
    private final Notebook notebook;
    private final Random random;

    private Link link;
    private String over;
    private int connection;
    private boolean in;
    private long connectAt = System.nanoTime();
    private long connectingSince;
    private int failures;
    private URI node;

    private String stream;
    private long offset;
    private long acknowledged;
    private final Map<String, Long> newest = new HashMap<>();
    private final Map<String, Long> read = new HashMap<>();

    private int named;
    private final Map<String, Message> open = new LinkedHashMap<>();
    private final Map<String, Request> waiting = new LinkedHashMap<>();
    private boolean silent;
    private long speakAt;
    private long vanishAt;
    private long careAt;

    /** Said, and not answered {@code ok} yet. */
    private static final class Message {
        final String id;
        final String to;
        final String text;
        final long since = System.nanoTime();
        long sendAt;
        boolean underWay;

        Message(String id, String to, String text) {
            this.id = id;
            this.to = to;
            this.text = text;
        }
    }

    /** @param message null where it is no send */
    private record Request(String type, Message message, ObjectNode frame, long since) {}

    /** @param latencies told how long each message took from its first attempt to its {@code ok}, in nanoseconds */
    Device(
            String user,
            String name,
            List<String> peers,
            Manner manner,
            Network network,
            Notebook notebook,
            LongConsumer latencies,
            long seed) {
        this.user = user;
        this.name = name;
        this.peers = peers;
        this.manner = manner;
        this.network = network;
        this.notebook = notebook;
        this.latencies = latencies;
        this.random = new Random(seed);
        speakAt = System.nanoTime() + about(manner.speaks().toNanos());
        vanishAt = System.nanoTime() + about(manner.vanishes().toNanos());
    }

    private long about(long mean) {
        return (long) (-Math.log(1 - random.nextDouble()) * mean);
    }

    // ---- what time brings

    synchronized void tick() {
        long now = System.nanoTime();
        if (link == null) {
            if (now > connectAt) {
                connect(now);
            }
        } else if (over != null) {
            lose(over);
        } else if (!in) {
            if (now - connectingSince > LOGIN_TIME) {
                lose("no hello");
            }
        } else if (waiting.values().stream()
                .anyMatch(request -> now - request.since > manner.patience().toNanos())) {
            lose("no answer");
        } else {
            for (Message message : List.copyOf(open.values())) {
                if (!message.underWay && now > message.sendAt) {
                    send(message);
                }
            }
            if (now > careAt) {
                careAt = now + about(manner.cares().toNanos());
                care();
            }
        }
        if (!silent && now > speakAt) {
            speakAt = now + about(manner.speaks().toNanos());
            speak();
            if (in && now > vanishAt) {
                vanishAt = now + about(manner.vanishes().toNanos());
                lose("vanished"); // without having heard whether what it said was stored
            }
        }
    }

    private void connect(long now) {
        connection++;
        connectingSince = now;
        node = network.other(node, random);
        link = new Link(this);
        notebook.note("connecting", connection, line -> {
            line.put("node", node.getPort());
            if (stream != null) {
                line.put("stream", stream).put("offset", offset);
            }
        });
        network.open(node, link);
    }

    /** Acknowledges, reads, and shows that it is there. */
    private void care() {
        if (offset > acknowledged) {
            acknowledged = offset;
            notebook.note("ack", connection, line -> line.put("offset", offset));
            link.send(frame("ack").put("offset", offset).toString());
        }
        if (waiting.isEmpty()) {
            newest.forEach((conversation, seq) -> {
                if (seq > read.getOrDefault(conversation, 0L) && (silent || random.nextInt(3) == 0)) {
                    read(conversation, seq);
                }
            });
        }
        if (waiting.isEmpty()) {
            ask("ping", null, frame("ping"));
        }
    }

    private void read(String conversation, long seq) {
        ObjectNode reading = frame("read").put("conversation", conversation).put("seq", seq);
        ask("read", null, reading);
        notebook.note("reading", connection, line -> line.setAll(reading));
    }

    private void speak() {
        int burst = 1 + random.nextInt(4);
        String to = peers.get(random.nextInt(peers.size()));
        for (int i = 0; i < burst && open.size() < MAX_OPEN; i++) {
            String id = name.equals("phone")
                    ? new UUID(random.nextLong(), random.nextLong()).toString()
                    : user + " " + named++;
            Message message = new Message(id, to, id + " to " + to + " ✓ " + "x".repeat(random.nextInt(100)));
            open.put(id, message);
            if (in) {
                send(message);
            }
        }
    }

    private void send(Message message) {
        message.underWay = true;
        ObjectNode sending = frame("send")
                .put("to", message.to)
                .put("clientMessageId", message.id)
                .put("text", message.text);
        notebook.note("sent", connection, line -> line.setAll(ask("send", message, sending)));
    }

    private ObjectNode ask(String type, Message message, ObjectNode frame) {
        String id = "r" + named++;
        frame.put("id", id);
        waiting.put(id, new Request(type, message, frame, System.nanoTime()));
        link.send(frame.toString());
        return frame;
    }

    private static ObjectNode frame(String type) {
        return Notebook.JSON.createObjectNode().put("type", type);
    }

    // ---- what the network brings

    @Override
    public synchronized void opened(Link opened) {
        if (opened == link) {
            ObjectNode hello = frame("hello").put("token", user).put("device", name);
            if (stream != null) {
                hello.putObject("resume").put("stream", stream).put("offset", offset);
            }
            ask("hello", null, hello);
        }
    }

    @Override
    public synchronized void received(Link from, String text) {
        if (from == link) {
            JsonNode frame = Notebook.JSON.readTree(text);
            switch (frame.required("type").stringValue()) {
                case "ok" -> answered(frame);
                case "error" -> refused(frame);
                case "event" -> take(frame);
                default -> notebook.note("frame", connection, line -> line.set("frame", frame));
            }
        }
    }

    @Override
    public synchronized void ended(Link ending, int code) {
        if (ending == link) {
            over = "closed " + code; // it may be in the midst of a call to the link
        }
    }

    private void answered(JsonNode frame) {
        Request request = waiting.remove(frame.required("id").stringValue());
        switch (request.type) {
            case "hello" -> enter(frame);
            case "send" -> {
                open.remove(request.message.id);
                latencies.accept(System.nanoTime() - request.message.since);
                notebook.note("ok", connection, line -> line.setAll((ObjectNode) frame));
            }
            case "read" -> {
                read.merge(
                        request.frame.required("conversation").stringValue(),
                        request.frame.required("seq").longValue(),
                        Math::max);
                notebook.note("read", connection, line -> line.setAll((ObjectNode) frame));
            }
            default -> {} // it is there
        }
    }

    private void enter(JsonNode hello) {
        in = true;
        failures = 0;
        boolean resumed = hello.required("resumed").booleanValue();
        notebook.note("hello", connection, line -> line.setAll((ObjectNode) hello));
        stream = hello.required("stream").stringValue();
        offset = resumed ? offset : hello.required("head").longValue();
        acknowledged = 0; // it may have been lost
        new ArrayList<>(open.values()).forEach(this::send);
    }

    private void refused(JsonNode frame) {
        notebook.note("error", connection, line -> line.setAll((ObjectNode) frame));
        Request request = waiting.remove(frame.path("id").stringValue(""));
        boolean mayPass = frame.path("code").stringValue("").equals("unavailable");
        if (request == null || request.type.equals("hello") || mayPass && random.nextInt(4) == 0) {
            lose("refused"); // another node may do better
        } else if (request.message != null && mayPass) {
            long pause =
                    TimeUnit.MILLISECONDS.toNanos(frame.path("retryAfterMs").longValue(500));
            request.message.sendAt = System.nanoTime() + pause + about(pause / 4);
            request.message.underWay = false;
        } else if (!mayPass) {
            open.values().remove(request.message);
            newest.remove(request.frame.path("conversation").stringValue(""));
        }
    }

    private void take(JsonNode event) {
        notebook.note("event", connection, line -> line.set("frame", event));
        long at = event.required("offset").longValue();
        if (at > offset) {
            offset = at;
            if (event.required("kind").stringValue().equals("message")
                    && !event.required("from").stringValue().equals(user)) {
                newest.merge(
                        event.required("conversation").stringValue(),
                        event.required("seq").longValue(),
                        Math::max);
            }
        }
    }

    private void lose(String why) {
        notebook.note("lost", connection, line -> line.put("why", why));
        link.abort();
        link = null;
        over = null;
        in = false;
        waiting.clear();
        open.values().forEach(message -> {
            message.underWay = false;
            message.sendAt = 0;
        });
        long pause = SECOND / 20 << Math.min(failures++, 4);
        connectAt = System.nanoTime() + (long) (random.nextDouble() * pause);
    }

    // ---- the end

    /** Says nothing new from now on. */
    synchronized void fallSilent() {
        silent = true;
    }

    /** Whether all it said is answered, and it has read all it got. */
    synchronized boolean isQuiet() {
        return in
                && open.isEmpty()
                && newest.entrySet().stream().allMatch(each -> read.getOrDefault(each.getKey(), 0L) >= each.getValue());
    }

    String user() {
        return user;
    }

    synchronized long offset() {
        return offset;
    }

    synchronized void leave() {
        if (link != null) {
            link.abort();
            link = null;
        }
        connectAt = Long.MAX_VALUE;
        notebook.close();
    }

    @Override
    public synchronized String toString() {
        return user + "." + name + " at " + offset + (in ? " in" : " out") + ", open " + open.size();
    }
}
