package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A client that knows the protocol and nothing of the server's code. Fails the test instead of waiting for ever. */
public final class TestClient implements WebSocket.Listener, AutoCloseable {
    static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final long PATIENCE_SECONDS = 20;

    private final WebSocket socket;
    private final StringBuilder partial = new StringBuilder();
    private final BlockingQueue<JsonNode> replies = new LinkedBlockingQueue<>();
    private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<JsonNode> heads = new LinkedBlockingQueue<>();
    private final BlockingQueue<JsonNode> signals = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final AtomicInteger ids = new AtomicInteger();

    private TestClient(Function<WebSocket.Listener, WebSocket> connection) {
        socket = connection.apply(this);
    }

    /** Over a connection that somebody else opens. */
    static TestClient over(Function<WebSocket.Listener, WebSocket> connection) {
        return new TestClient(connection);
    }

    public static TestClient connect(int port) {
        return connect(port, Map.of());
    }

    public static TestClient connect(int port, Map<String, String> headers) {
        return connect(HTTP, URI.create("ws://127.0.0.1:" + port + "/chat"), headers);
    }

    static TestClient connect(HttpClient http, URI uri, Map<String, String> headers) {
        WebSocket.Builder builder = http.newWebSocketBuilder().subprotocols("duologue.v1.json");
        headers.forEach(builder::header);
        return over(client -> builder.buildAsync(uri, client).join());
    }

    /** Connected and logged in, with the user's name as the token. */
    static TestClient login(int port, String user) {
        TestClient client = connect(port);
        assertThat(client.hello(user).get("type").stringValue()).isEqualTo("ok");
        return client;
    }

    /** Logged in where the user left off. */
    static TestClient resume(int port, String user, String stream, long offset) {
        TestClient client = connect(port);
        JsonNode reply =
                client.request("hello", Map.of("token", user, "resume", Map.of("stream", stream, "offset", offset)));
        assertThat(reply.get("resumed").booleanValue()).isTrue();
        return client;
    }

    JsonNode hello(String token) {
        return request("hello", Map.of("token", token));
    }

    /** Sends a request and waits for its reply, which must be the next one. */
    public JsonNode request(String type, Map<String, ?> fields) {
        String id = post(type, fields);
        JsonNode reply = reply();
        assertThat(reply.get("id").stringValue()).isEqualTo(id);
        return reply;
    }

    /** Sends a request without waiting; its id. */
    public String post(String type, Map<String, ?> fields) {
        String id = Integer.toString(ids.incrementAndGet());
        ObjectNode frame = JSON.createObjectNode().put("type", type).put("id", id);
        fields.forEach((name, value) -> frame.set(name, JSON.valueToTree(value)));
        raw(frame.toString());
        return id;
    }

    public JsonNode say(String to, String text) {
        return say(to, text, UUID.randomUUID().toString());
    }

    JsonNode say(String to, String text, String clientMessageId) {
        return request("send", Map.of("to", to, "text", text, "clientMessageId", clientMessageId));
    }

    void ack(long offset) {
        raw("{\"type\":\"ack\",\"offset\":" + offset + "}");
    }

    void raw(String text) {
        socket.sendText(text, true)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    WebSocket socket() {
        return socket;
    }

    /** What a reply says: {@code ok}, or the code of its error. */
    static String code(JsonNode reply) {
        String type = reply.get("type").stringValue();
        return type.equals("error") ? reply.get("code").stringValue() : type;
    }

    public JsonNode reply() {
        return take(replies, "reply");
    }

    public JsonNode event() {
        return take(events, "event");
    }

    JsonNode head() {
        return take(heads, "head");
    }

    /** The next frame that says who is typing or online. */
    JsonNode signal() {
        return take(signals, "signal");
    }

    int arrivedSignals() {
        return signals.size();
    }

    void typing(String conversation, boolean typing) {
        raw("{\"type\":\"typing\",\"conversation\":\"" + conversation + "\",\"typing\":" + typing + "}");
    }

    /** Watches users, and says how the first of them is. */
    JsonNode watch(String... users) {
        return request("presence", Map.of("watch", users)).get("presence").get(0);
    }

    /** The next event of that kind; others before it are dropped. */
    JsonNode event(String kind, Predicate<JsonNode> which) {
        while (true) {
            JsonNode event = event();
            if (event.get("kind").stringValue().equals(kind) && which.test(event)) {
                return event;
            }
        }
    }

    List<JsonNode> events(int count) {
        List<JsonNode> found = new ArrayList<>();
        while (found.size() < count) {
            found.add(event());
        }
        return found;
    }

    /** The texts of the next message events. */
    List<String> texts(int count) {
        List<String> found = new ArrayList<>();
        while (found.size() < count) {
            found.add(event("message", event -> true).get("text").stringValue());
        }
        return found;
    }

    /** What arrived up to now. */
    List<JsonNode> arrivedEvents() {
        return List.copyOf(events);
    }

    /** Takes what arrived up to now, but at most that many. */
    List<JsonNode> takeArrivedEvents(int atMost) {
        List<JsonNode> taken = new ArrayList<>();
        events.drainTo(taken, atMost);
        return taken;
    }

    int arrivedReplies() {
        return replies.size();
    }

    /** A reply that has come already, or null. */
    public JsonNode pollReply() {
        return replies.poll();
    }

    /** An event that has come already, or null. */
    public JsonNode pollEvent() {
        return events.poll();
    }

    private JsonNode take(BlockingQueue<JsonNode> queue, String what) {
        try {
            JsonNode frame = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(frame)
                    .as("a " + what + " in time" + (isClosed() ? ", closed with " + closeCode() : ""))
                    .isNotNull();
            return frame;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public int closeCode() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    boolean isClosed() {
        return closed.isDone();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            JsonNode frame = JSON.readTree(partial.toString());
            partial.setLength(0);
            (switch (frame.get("type").stringValue()) {
                        case "event" -> events;
                        case "head" -> heads;
                        case "typing", "presence" -> signals;
                        default -> replies;
                    })
                    .add(frame);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete(1006);
    }

    /** Says goodbye. */
    void goodbye() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    /** Hangs up without a goodbye. */
    @Override
    public void close() {
        socket.abort();
    }
}
