package chat.duologue.internal.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import chat.duologue.DisconnectReason;
import chat.duologue.LiveSession;
import chat.duologue.model.UserId;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Notes as bytes: a line of JSON, and after it the frame that goes to clients, as it is. */
final class NoteCodec {
    private static final JsonFactory JSON = new JsonFactory();
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final byte LINE_END = '\n';

    /**
     * A note and who says it.
     *
     * @param number by which a note is known that is told again; 0 for one that is not
     * @param age    how long ago it was told first
     */
    record Said(Node by, long number, Duration age, Note note) {
        Said(Node by, Note note) {
            this(by, 0, Duration.ZERO, note);
        }
    }

    private NoteCodec() {}

    static byte[] encode(Said said) {
        Note note = said.note();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("node", said.by().id());
            json.writeNumberProperty("life", said.by().life());
            if (said.number() > 0) {
                json.writeNumberProperty("number", said.number());
                json.writeNumberProperty("ageMs", said.age().toMillis());
            }
            write(json, note);
            json.writeEndObject();
        }
        String frame = frame(note);
        if (frame != null) {
            bytes.write(LINE_END);
            bytes.writeBytes(frame.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, Note note) {
        if (note instanceof Note.Moved moved) {
            json.writeStringProperty("note", "moved");
            json.writeStringProperty("user", moved.user().value());
            json.writeNumberProperty("offset", moved.offset());
            json.writeBooleanProperty("ofPeer", moved.ofPeer());
        } else if (note instanceof Note.Signalled signalled) {
            json.writeStringProperty("note", "signalled");
            json.writeStringProperty("user", signalled.user().value());
        } else if (note instanceof Note.Disconnected disconnected) {
            json.writeStringProperty("note", "disconnected");
            json.writeStringProperty("user", disconnected.user().value());
            if (disconnected.session() != null) {
                json.writeStringProperty("session", disconnected.session());
            }
            json.writeStringProperty("reason", disconnected.reason().name());
        } else if (note instanceof Note.Erased erased) {
            json.writeStringProperty("note", "erased");
            json.writeStringProperty("user", erased.user().value());
        } else if (note instanceof Note.Blocked block) {
            json.writeStringProperty("note", "blocked");
            json.writeStringProperty("user", block.by().value());
            json.writeStringProperty("whom", block.whom().value());
            json.writeBooleanProperty("blocked", block.blocked());
        } else if (note instanceof Note.WhoIsHere asked) {
            json.writeStringProperty("note", "whoIsHere");
            json.writeStringProperty("user", asked.user().value());
        } else if (note instanceof Note.Here here) {
            json.writeStringProperty("note", "here");
            json.writeStringProperty("user", here.user().value());
            json.writeBooleanProperty("online", here.online());
            if (here.seen() != null) {
                json.writeStringProperty("seen", here.seen().toString());
            }
        } else if (note instanceof Note.Seated seated) {
            json.writeStringProperty("note", "seated");
            json.writeStringProperty("user", seated.user().value());
            json.writeStringProperty("session", seated.session());
            if (seated.device() != null) {
                json.writeStringProperty("device", seated.device());
            }
            if (seated.deviceClass() != null) {
                json.writeStringProperty("deviceClass", seated.deviceClass());
            }
            json.writeStringProperty("since", seated.since().toString());
            json.writeBooleanProperty("new", seated.isNew());
        } else if (note instanceof Note.Unseated unseated) {
            json.writeStringProperty("note", "unseated");
            json.writeStringProperty("user", unseated.user().value());
            json.writeStringProperty("session", unseated.session());
        } else if (note instanceof Note.WhoIsPresent asked) {
            json.writeStringProperty("note", "whoIsPresent");
            json.writeStringProperty("user", asked.user().value());
            json.writeStringProperty("call", asked.call());
        } else if (note instanceof Note.Present present) {
            json.writeStringProperty("note", "present");
            json.writeStringProperty("user", present.user().value());
            json.writeStringProperty("call", present.call());
            json.writeNumberProperty("total", present.total());
            json.writeArrayPropertyStart("sessions");
            present.sessions().forEach(session -> write(json, session));
            json.writeEndArray();
        } else if (note instanceof Note.TellAgain) {
            json.writeStringProperty("note", "tellAgain");
        } else if (note instanceof Note.Alive alive) {
            json.writeStringProperty("note", "alive");
            json.writeBooleanProperty("stops", alive.stops());
        }
    }

    private static void write(JsonGenerator json, LiveSession session) {
        json.writeStartObject();
        json.writeStringProperty("id", session.id());
        if (session.device() != null) {
            json.writeStringProperty("device", session.device());
        }
        json.writeStringProperty("address", session.remoteAddress());
        json.writeStringProperty("since", session.since().toString());
        json.writeEndObject();
    }

    private static @Nullable String frame(Note note) {
        if (note instanceof Note.Signalled signalled) {
            return signalled.frame();
        }
        return note instanceof Note.Moved moved ? moved.frame() : null;
    }

    /**
     * What was encoded; null for what this version does not know.
     *
     * @throws IllegalArgumentException if it is no note
     */
    static @Nullable Said decode(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != LINE_END) {
            end++;
        }
        String frame = end == bytes.length ? null : new String(bytes, end + 1, bytes.length - end - 1, UTF_8);
        try {
            JsonNode json = MAPPER.readTree(bytes, 0, end);
            Node by = new Node(
                    json.required("node").stringValue(), json.required("life").longValue());
            Note note = read(json, frame);
            long number = json.path("number").longValue(0);
            return note == null
                    ? null
                    : new Said(by, number, Duration.ofMillis(json.path("ageMs").longValue(0)), note);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not a note: " + e.getOriginalMessage(), e);
        }
    }

    private static @Nullable Note read(JsonNode json, @Nullable String frame) {
        return switch (json.required("note").stringValue()) {
            case "moved" ->
                new Note.Moved(
                        user(json, "user"),
                        json.required("offset").longValue(),
                        json.required("ofPeer").booleanValue(),
                        frame);
            case "signalled" -> frame == null ? null : new Note.Signalled(user(json, "user"), frame);
            case "disconnected" ->
                new Note.Disconnected(
                        user(json, "user"),
                        optional(json, "session"),
                        DisconnectReason.valueOf(json.required("reason").stringValue()));
            case "erased" -> new Note.Erased(user(json, "user"));
            case "blocked" ->
                new Note.Blocked(
                        user(json, "user"),
                        user(json, "whom"),
                        json.required("blocked").booleanValue());
            case "whoIsHere" -> new Note.WhoIsHere(user(json, "user"));
            case "here" ->
                new Note.Here(
                        user(json, "user"),
                        json.required("online").booleanValue(),
                        json.has("seen") ? Instant.parse(json.get("seen").stringValue()) : null);
            case "seated" ->
                new Note.Seated(
                        user(json, "user"),
                        json.required("session").stringValue(),
                        optional(json, "device"),
                        optional(json, "deviceClass"),
                        Instant.parse(json.required("since").stringValue()),
                        json.required("new").booleanValue());
            case "unseated" ->
                new Note.Unseated(user(json, "user"), json.required("session").stringValue());
            case "whoIsPresent" ->
                new Note.WhoIsPresent(user(json, "user"), json.required("call").stringValue());
            case "present" -> {
                UserId user = user(json, "user");
                List<LiveSession> sessions = new ArrayList<>();
                json.required("sessions").forEach(each -> sessions.add(session(user, each)));
                yield new Note.Present(
                        user,
                        json.required("call").stringValue(),
                        json.required("total").intValue(),
                        sessions);
            }
            case "tellAgain" -> new Note.TellAgain();
            case "alive" -> new Note.Alive(json.required("stops").booleanValue());
            default -> null;
        };
    }

    private static LiveSession session(UserId user, JsonNode json) {
        return new LiveSession(
                user,
                json.required("id").stringValue(),
                optional(json, "device"),
                json.required("address").stringValue(),
                Instant.parse(json.required("since").stringValue()));
    }

    private static @Nullable String optional(JsonNode json, String field) {
        return json.has(field) ? json.get(field).stringValue() : null;
    }

    private static UserId user(JsonNode json, String field) {
        return new UserId(json.required(field).stringValue());
    }
}
