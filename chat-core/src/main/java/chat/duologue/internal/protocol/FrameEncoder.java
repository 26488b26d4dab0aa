package chat.duologue.internal.protocol;

import chat.duologue.ChatServerOptions;
import chat.duologue.RequestException;
import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.Event;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
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

    /** The reply to {@code ping}. */
    public static String pong(String id, long head) {
        return ok(id, json -> json.writeNumberProperty("head", head));
    }

    /** The reply to {@code history}; {@code messages} were written by {@link #message(Message)}. */
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
        return ok(id, json -> writeConversation(json, conversation));
    }

    /** A message as it stands in a page. */
    public static String message(Message message) {
        return object(json -> writeMessage(json, message));
    }

    /** A conversation as it stands in a page. */
    public static String conversation(Conversation conversation) {
        return object(json -> writeConversation(json, conversation));
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
        String object = object(json -> {
            if (event instanceof Event.MessageEvent message) {
                json.writeStringProperty("kind", "message");
                json.writeStringProperty("conversation", event.conversation().value());
                writeMessage(json, message.message());
            } else if (event instanceof Event.ReceiptEvent receipt) {
                json.writeStringProperty("kind", "receipt");
                json.writeStringProperty("conversation", event.conversation().value());
                json.writeStringProperty("by", receipt.by().value());
                json.writeNumberProperty("deliveredSeq", receipt.markers().deliveredSeq());
                json.writeNumberProperty("readSeq", receipt.markers().readSeq());
            }
        });
        return object.substring(1);
    }

    static void writeMessage(JsonGenerator json, Message message) {
        json.writeNumberProperty("seq", message.seq());
        json.writeStringProperty("from", message.from().value());
        json.writeStringProperty("at", TIME.format(message.at()));
        json.writeStringProperty("clientMessageId", message.clientMessageId().value());
        Content content = message.content();
        if (content.text() != null) {
            json.writeStringProperty("text", content.text());
        }
        if (content.data() != null) {
            json.writeName("data");
            json.writeRawValue(content.data());
        }
        Long replyTo = content.replyTo();
        if (replyTo != null) {
            json.writeNumberProperty("replyTo", replyTo);
        }
        AttachmentFrames.write(json, content.attachments());
    }

    private static void writeConversation(JsonGenerator json, Conversation conversation) {
        json.writeStringProperty("conversation", conversation.id().value());
        writePeer(json, conversation);
        json.writeObjectPropertyStart("last");
        writeMessage(json, conversation.last());
        json.writeEndObject();
        writeMarkers(json, conversation);
    }

    static void writePeer(JsonGenerator json, Conversation conversation) {
        json.writeStringProperty("peer", conversation.peer().value());
        if (!conversation.context().isEmpty()) {
            json.writeStringProperty("context", conversation.context());
        }
    }

    static void writeMarkers(JsonGenerator json, Conversation conversation) {
        json.writeNumberProperty("unread", conversation.unread());
        json.writeNumberProperty("readSeq", conversation.markers().readSeq());
        json.writeNumberProperty("deliveredSeq", conversation.markers().deliveredSeq());
        json.writeNumberProperty("peerReadSeq", conversation.peerMarkers().readSeq());
        json.writeNumberProperty("peerDeliveredSeq", conversation.peerMarkers().deliveredSeq());
    }

    private static void writeRawArray(JsonGenerator json, String name, List<String> values) {
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
