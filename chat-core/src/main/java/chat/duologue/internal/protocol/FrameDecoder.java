package chat.duologue.internal.protocol;

import static chat.duologue.internal.protocol.FieldException.badRequest;

import chat.duologue.ErrorCode;
import chat.duologue.model.Anchor;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.StreamId;
import chat.duologue.model.UserId;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Makes frames of texts. Never throws, whatever the text. Thread-safe. */
public final class FrameDecoder {
    private static final int MAX_ID_CHARS = 64;
    private static final int MAX_DEVICE_CHARS = 64;
    private static final int MAX_CURSOR_CHARS = 32;
    private static final int DEFAULT_PAGE_ROWS = 50;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxNumberLength(100)
                            .maxNameLength(1_000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final int maxTextBytes;
    private final int maxDataBytes;
    private final int maxFrameBytes;
    private final int maxPageRows;

    /**
     * @param maxTextBytes  of a message's text
     * @param maxDataBytes  of a message's data
     * @param maxFrameBytes bounds a token
     * @param maxPageRows   what a larger {@code limit} is cut to
     */
    public FrameDecoder(int maxTextBytes, int maxDataBytes, int maxFrameBytes, int maxPageRows) {
        this.maxTextBytes = maxTextBytes;
        this.maxDataBytes = maxDataBytes;
        this.maxFrameBytes = maxFrameBytes;
        this.maxPageRows = maxPageRows;
    }

    /** What the text says. */
    public Frame decode(String text) {
        JsonNode object;
        try {
            object = MAPPER.readTree(text);
        } catch (JacksonException e) {
            // Not the parser's own words: they name its classes and quote the text.
            return malformed("the frame is not valid JSON at character "
                    + (e.getLocation() == null ? 0 : e.getLocation().getCharOffset()));
        } catch (NumberFormatException e) {
            return malformed("the frame holds a number that is too large or too small");
        }
        if (!object.isObject()) {
            return malformed("the frame must be a JSON object");
        }
        JsonNode type = object.get("type");
        if (type == null || !type.isString()) {
            return malformed("type is missing or not a string");
        }
        Fields fields = new Fields(object, "");
        return switch (type.stringValue()) {
            case "ack" -> signal(() -> new Frame.Ack(fields.integer("offset", 0)));
            case "typing" -> signal(() -> new Frame.Typing(conversation(fields), fields.bool("typing")));
            default -> asking(type.stringValue(), fields, object.get("id"));
        };
    }

    private static Frame malformed(String message) {
        return new Frame.Invalid(null, ErrorCode.BAD_REQUEST, message, true);
    }

    private static Frame signal(Supplier<Frame> frame) {
        try {
            return frame.get();
        } catch (FieldException e) {
            return new Frame.Invalid(null, e.code, e.getMessage() + "", false);
        }
    }

    private Frame asking(String type, Fields fields, @Nullable JsonNode idNode) {
        if (idNode == null || !idNode.isString()) {
            return malformed("id is missing or not a string");
        }
        String id = idNode.stringValue();
        if (id.isEmpty() || id.length() > MAX_ID_CHARS) {
            return malformed("id must have 1 to " + MAX_ID_CHARS + " characters");
        }
        if (hasUnpairedSurrogate(id)) {
            return malformed("id must not contain unpaired surrogates");
        }
        try {
            Request request = request(type, id, fields);
            return request != null
                    ? new Frame.Asking(request)
                    : new Frame.Invalid(id, ErrorCode.UNSUPPORTED, "this server does not serve that type", false);
        } catch (FieldException e) {
            return new Frame.Invalid(id, e.code, e.getMessage() + "", false);
        }
    }

    /** UTF-8 has no form for one, so the reply could not carry it back. */
    private static boolean hasUnpairedSurrogate(String text) {
        int c;
        for (int i = 0; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (Character.isBmpCodePoint(c) && Character.isSurrogate((char) c)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Request request(String type, String id, Fields fields) {
        return switch (type) {
            case "hello" ->
                new Request.Hello(
                        id,
                        fields.optionalString("token", maxFrameBytes),
                        fields.optionalString("device", MAX_DEVICE_CHARS),
                        resume(fields.optionalFields("resume")));
            case "reauth" -> new Request.Reauth(id, fields.optionalString("token", maxFrameBytes));
            case "send" -> send(id, fields);
            case "read" -> new Request.Read(id, conversation(fields), fields.integer("seq", 1));
            case "history" -> new Request.History(id, conversation(fields), anchor(fields), limit(fields));
            case "conversations" -> new Request.Conversations(id, filter(fields), cursor(fields), limit(fields));
            case "conversation" -> new Request.OneConversation(id, conversationRef(fields));
            case "search" -> SearchFrames.request(id, fields, cursor(fields), limit(fields));
            case "upload" -> AttachmentFields.upload(id, fields);
            case "download" -> AttachmentFields.download(id, conversation(fields), fields);
            case "ping" -> new Request.Ping(id);
            case "edit" -> ChangeFields.edit(id, fields, maxTextBytes, maxDataBytes);
            case "recall" -> ChangeFields.recall(id, fields);
            case "hide" -> ChangeFields.hide(id, fields);
            case "react" -> ChangeFields.react(id, fields);
            case "settings" -> ChangeFields.settings(id, fields);
            case "block" -> ChangeFields.block(id, fields, true);
            case "unblock" -> ChangeFields.block(id, fields, false);
            case "blocked" -> ChangeFields.blocked(id, fields, limit(fields));
            case "presence" -> new Request.Presence(id, users("watch", fields), users("unwatch", fields));
            default -> null;
        };
    }

    private static Request.@Nullable Resume resume(@Nullable Fields fields) {
        return fields == null
                ? null
                : new Request.Resume(
                        fields.name("stream", StreamId.MAX_CHARS, StreamId::new), fields.integer("offset", 0));
    }

    private Request send(String id, Fields fields) {
        ConversationRef conversation = conversationRef(fields);
        ClientMessageId clientMessageId =
                fields.name("clientMessageId", ClientMessageId.MAX_CHARS, ClientMessageId::new);
        String text = fields.optionalText("text", maxTextBytes);
        String data = fields.optionalObject("data", maxDataBytes);
        Long replyTo = fields.optionalInteger("replyTo", 1);
        try {
            Content content = new Content(text, data, replyTo, AttachmentFields.attachments(fields));
            return new Request.Send(id, conversation, clientMessageId, content);
        } catch (IllegalArgumentException e) {
            throw badRequest(e.getMessage() + "");
        }
    }

    private static ConversationRef conversationRef(Fields fields) {
        if (fields.has("to") == fields.has("conversation")) {
            throw badRequest("either to or conversation must be present, not both");
        }
        if (fields.has("conversation")) {
            if (fields.has("context")) {
                throw badRequest("context goes with to, not with conversation");
            }
            return new ConversationRef.Existing(conversation(fields));
        }
        UserId peer = fields.name("to", UserId.MAX_CHARS, UserId::new);
        return fields.has("context")
                ? fields.name(
                        "context",
                        ConversationRef.WithPeer.MAX_CONTEXT_CHARS,
                        context -> new ConversationRef.WithPeer(peer, context))
                : new ConversationRef.WithPeer(peer);
    }

    private static ConversationId conversation(Fields fields) {
        return fields.name("conversation", ConversationId.MAX_CHARS, ConversationId::new);
    }

    private static Set<UserId> users(String field, Fields fields) {
        return fields.names(field, UserId.MAX_CHARS, UserId::new);
    }

    private static Anchor anchor(Fields fields) {
        Long before = fields.optionalInteger("before", 1);
        Long after = fields.optionalInteger("after", 0);
        Long around = fields.optionalInteger("around", 1);
        int given = (before == null ? 0 : 1) + (after == null ? 0 : 1) + (around == null ? 0 : 1);
        if (given > 1) {
            throw badRequest("at most one of before, after and around may be present");
        }
        if (before != null) {
            return new Anchor.Before(before);
        }
        if (after != null) {
            return new Anchor.After(after);
        }
        return around != null ? new Anchor.Around(around) : Anchor.NEWEST;
    }

    private int limit(Fields fields) {
        Long limit = fields.optionalInteger("limit", 1);
        return (int) Math.min(limit == null ? DEFAULT_PAGE_ROWS : limit, maxPageRows);
    }

    private static long cursor(Fields fields) {
        String cursor = fields.optionalString("cursor", MAX_CURSOR_CHARS);
        if (cursor == null) {
            return Long.MAX_VALUE;
        }
        try {
            return Math.max(Long.parseLong(cursor), 0);
        } catch (NumberFormatException e) {
            throw badRequest("cursor must be one that this server gave");
        }
    }

    private static ConversationFilter filter(Fields fields) {
        String filter = fields.optionalString("filter", MAX_CURSOR_CHARS);
        if (filter == null) {
            return ConversationFilter.ALL;
        }
        return switch (filter) {
            case "all" -> ConversationFilter.ALL;
            case "unread" -> ConversationFilter.UNREAD;
            case "archived" -> ConversationFilter.ARCHIVED;
            default -> throw badRequest("filter must be all, unread or archived");
        };
    }
}
