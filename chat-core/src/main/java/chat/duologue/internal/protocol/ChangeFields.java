package chat.duologue.internal.protocol;

import static chat.duologue.internal.protocol.FieldException.badRequest;

import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Reaction;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads the requests that change what was sent, or how a user sees it. */
final class ChangeFields {
    private static final int MAX_TIME_CHARS = 40;

    private ChangeFields() {}

    static Request edit(String id, Fields fields, int maxTextBytes, int maxDataBytes) {
        String text = fields.optionalText("text", maxTextBytes);
        String data = fields.optionalObject("data", maxDataBytes);
        Long revision = fields.optionalInteger("revision", 0);
        if (text == null && data == null) {
            throw badRequest("text or data must be present");
        }
        if (revision != null && revision > Integer.MAX_VALUE) {
            throw badRequest("revision must be one that this server gave");
        }
        try {
            new Content(text, data, null);
        } catch (IllegalArgumentException e) {
            throw badRequest(e.getMessage() + "");
        }
        return new Request.Edit(
                id, conversation(fields), seq(fields), text, data, revision == null ? null : revision.intValue());
    }

    static Request recall(String id, Fields fields) {
        return new Request.Recall(id, conversation(fields), seq(fields));
    }

    static Request hide(String id, Fields fields) {
        return new Request.Hide(id, conversation(fields), seq(fields));
    }

    static Request react(String id, Fields fields) {
        return new Request.React(
                id,
                conversation(fields),
                seq(fields),
                fields.name("reaction", Reaction.MAX_CHARS, Reaction::requireValue),
                Boolean.TRUE.equals(fields.optionalFlag("remove")));
    }

    static Request settings(String id, Fields fields) {
        Instant mutedUntil = fields.isNull("mutedUntil") ? Instant.EPOCH : time(fields, "mutedUntil");
        Boolean pinned = fields.optionalFlag("pinned");
        Boolean archived = fields.optionalFlag("archived");
        try {
            return new Request.Configure(id, conversation(fields), new Settings.Change(mutedUntil, pinned, archived));
        } catch (IllegalArgumentException e) {
            throw badRequest(e.getMessage() + "");
        }
    }

    static Request block(String id, Fields fields, boolean blocked) {
        return new Request.Block(id, fields.name("user", UserId.MAX_CHARS, UserId::new), blocked);
    }

    static Request blocked(String id, Fields fields, int limit) {
        UserId after = fields.has("cursor") ? fields.name("cursor", UserId.MAX_CHARS, UserId::new) : null;
        return new Request.Blocked(id, after, limit);
    }

    private static @Nullable Instant time(Fields fields, String name) {
        String value = fields.optionalString(name, MAX_TIME_CHARS);
        if (value == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeException e) {
            throw badRequest(name + " must be a time such as 2030-01-31T12:00:00.000Z, or null");
        }
    }

    private static ConversationId conversation(Fields fields) {
        return fields.name("conversation", ConversationId.MAX_CHARS, ConversationId::new);
    }

    private static long seq(Fields fields) {
        return fields.integer("seq", 1);
    }
}
