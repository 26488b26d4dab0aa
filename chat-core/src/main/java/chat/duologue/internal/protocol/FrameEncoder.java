package chat.duologue.internal.protocol;

import chat.duologue.ChatServerOptions;
import chat.duologue.RequestException;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.Event;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.Reaction;
import chat.duologue.model.Settings;
import chat.duologue.model.StreamId;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes the frames that the server sends. */
public final class FrameEncoder {
    private static final JsonFactory JSON = new JsonFactory();
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private FrameEncoder() {}

    /** The reply to {@code hello}. */
    public static String hello(
            String id,
            UserId user,
            String session,
            StreamId stream,
            StreamPosition position,
            boolean resumed,
            Instant now,
            ChatServerOptions options,
            boolean attachments) {
        return ok(id, json -> {
            json.writeStringProperty("user", user.value());
            json.writeStringProperty("session", session);
            json.writeStringProperty("stream", stream.value());
            json.writeNumberProperty("head", position.head());
            json.writeBooleanProperty("resumed", resumed);
            json.writeNumberProperty("heartbeatMs", options.heartbeat().toMillis());
            json.writeStringProperty("serverTime", TIME.format(now));
            json.writeObjectPropertyStart("limits");
            json.writeNumberProperty("textBytes", options.maxTextBytes());
            json.writeNumberProperty("dataBytes", options.maxDataBytes());
            json.writeNumberProperty("frameBytes", options.maxFrameBytes());
            json.writeNumberProperty("inFlight", options.maxInFlight());
            json.writeNumberProperty("pageRows", options.maxPageRows());
            json.writeNumberProperty("pageBytes", options.maxPageBytes());
            if (attachments) {
                AttachmentFrames.writeLimits(json, options);
            }
            json.writeNumberProperty("watchedUsers", options.maxWatchedUsers());
            json.writeNumberProperty("typingMs", options.typingTimeout().toMillis());
            json.writeEndObject();
        });
    }

    /** A reply that says no more than ok. */
    public static String ok(String id) {
        return ok(id, json -> {});
    }

    /** The reply to {@code send}. */
    public static String sent(String id, Message message, boolean duplicate) {
        return ok(id, json -> {
            json.writeStringProperty("conversation", message.conversation().value());
            json.writeNumberProperty("seq", message.seq());
            json.writeStringProperty("at", TIME.format(message.at()));
            if (duplicate) {
                json.writeBooleanProperty("duplicate", true);
            }
        });
    }

    /** The reply to {@code read}. */
    public static String read(String id, Markers markers) {
        return ok(id, json -> {
            json.writeNumberProperty("deliveredSeq", markers.deliveredSeq());
            json.writeNumberProperty("readSeq", markers.readSeq());
        });
    }

    /** The reply to {@code edit}. */
    public static String edited(String id, Message message) {
        return ok(id, json -> {
            json.writeNumberProperty("seq", message.seq());
            ModelFields.revision(json, message);
        });
    }

    /** The reply to {@code settings}. */
    public static String settings(String id, Settings settings) {
        return ok(id, json -> ModelFields.settings(json, settings));
    }

    /** The reply to {@code blocked}; {@code more} where another page may follow. */
    public static String blocked(String id, List<UserId> users, boolean more) {
        return ok(id, json -> {
            json.writeArrayPropertyStart("users");
            users.forEach(user -> json.writeString(user.value()));
            json.writeEndArray();
            if (more) {
                json.writeStringProperty("cursor", users.get(users.size() - 1).value());
            }
        });
    }

    /** The reply to {@code ping}. */
    public static String pong(String id, long head) {
        return ok(id, json -> json.writeNumberProperty("head", head));
    }

    /** The reply to {@code history}; {@code messages} were written by {@link #message}. */
    public static String history(String id, List<String> messages, boolean hasBefore, boolean hasAfter) {
        return ok(id, json -> {
            writeRawArray(json, "messages", messages);
            json.writeBooleanProperty("hasBefore", hasBefore);
            json.writeBooleanProperty("hasAfter", hasAfter);
        });
    }

    /** The reply to {@code conversations}; {@code rows} were written by {@link #conversation(Conversation)}. */
    public static String conversations(String id, List<String> rows, ConversationPage page) {
        return ok(id, json -> {
            writeRawArray(json, "conversations", rows);
            if (page.next().isPresent()) {
                json.writeStringProperty("cursor", Long.toString(page.next().getAsLong()));
            }
            json.writeNumberProperty("totalUnread", page.totalUnread());
        });
    }

    /** The reply to {@code conversation}. */
    public static String conversation(String id, Conversation conversation) {
        return ok(id, json -> ModelFields.conversation(json, conversation));
    }

    /** A message as it stands in a page. */
    public static String message(Message message, List<Reaction> reactions) {
        return object(json -> {
            ModelFields.message(json, message);
            ModelFields.reactions(json, reactions);
        });
    }

    /** A conversation as it stands in a page. */
    public static String conversation(Conversation conversation) {
        return object(json -> ModelFields.conversation(json, conversation));
    }

    /** The reply that a request was not done. */
    public static String error(@Nullable String id, RequestException error) {
        return object(json -> {
            json.writeStringProperty("type", "error");
            if (id != null) {
                json.writeStringProperty("id", id);
            }
            json.writeStringProperty("code", error.code().wire());
            json.writeStringProperty("message", error.getMessage());
            if (error.retryAfter().isPresent()) {
                json.writeNumberProperty(
                        "retryAfterMs", error.retryAfter().get().toMillis());
            }
        });
    }

    /** The heartbeat. */
    public static String head(long offset) {
        return "{\"type\":\"head\",\"offset\":" + offset + "}";
    }

    /** An event: its offset, and then what is the same for everyone who gets it. */
    public static String event(long offset, String body) {
        return "{\"type\":\"event\",\"offset\":" + offset + "," + body;
    }

    /** The part of an event's frame that does not depend on whose stream it is in. */
    public static String eventBody(Event event) {
        return object(json -> ModelFields.event(json, event)).substring(1);
    }

    static void writeRawArray(JsonGenerator json, String name, List<String> values) {
        json.writeArrayPropertyStart(name);
        for (String value : values) {
            json.writeRawValue(value);
        }
        json.writeEndArray();
    }

    static String ok(String id, Consumer<JsonGenerator> fields) {
        return object(json -> {
            json.writeStringProperty("type", "ok");
            json.writeStringProperty("id", id);
            fields.accept(json);
        });
    }

    static String object(Consumer<JsonGenerator> fields) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            fields.accept(json);
            json.writeEndObject();
        }
        return text.toString();
    }
}
