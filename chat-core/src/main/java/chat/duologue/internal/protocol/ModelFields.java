package chat.duologue.internal.protocol;

import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Event;
import chat.duologue.model.Message;
import chat.duologue.model.Quote;
import chat.duologue.model.Reaction;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes the values of the domain as they stand in frames. */
final class ModelFields {
    private ModelFields() {}

    static void event(JsonGenerator json, Event event) {
        ConversationId conversation = event.conversation();
        if (event instanceof Event.MessageEvent e) {
            kind(json, "message", conversation);
            message(json, e.message());
        } else if (event instanceof Event.EditedEvent e) {
            kind(json, "edited", conversation);
            edited(json, e.message());
        } else if (event instanceof Event.RecalledEvent e) {
            kind(json, "recalled", conversation);
            json.writeNumberProperty("seq", e.seq());
            json.writeStringProperty("by", e.by().value());
            time(json, "at", e.at());
        } else if (event instanceof Event.HiddenEvent e) {
            kind(json, "hidden", conversation);
            json.writeNumberProperty("seq", e.seq());
        } else if (event instanceof Event.ReactionEvent e) {
            kind(json, "reaction", conversation);
            json.writeNumberProperty("seq", e.seq());
            json.writeStringProperty("by", e.reaction().by().value());
            json.writeStringProperty("reaction", e.reaction().value());
            if (e.removed()) {
                json.writeBooleanProperty("removed", true);
            }
        } else if (event instanceof Event.ReceiptEvent e) {
            kind(json, "receipt", conversation);
            json.writeStringProperty("by", e.by().value());
            json.writeNumberProperty("deliveredSeq", e.markers().deliveredSeq());
            json.writeNumberProperty("readSeq", e.markers().readSeq());
        } else if (event instanceof Event.SettingsEvent e) {
            kind(json, "settings", conversation);
            settings(json, e.settings());
        } else if (event instanceof Event.BlockEvent e) {
            kind(json, "block", conversation);
            json.writeStringProperty("user", e.user().value());
            json.writeBooleanProperty("blocked", e.blocked());
        }
    }

    private static void kind(JsonGenerator json, String kind, @Nullable ConversationId conversation) {
        json.writeStringProperty("kind", kind);
        if (conversation != null) {
            json.writeStringProperty("conversation", conversation.value());
        }
    }

    static void edited(JsonGenerator json, Message message) {
        json.writeNumberProperty("seq", message.seq());
        json.writeStringProperty("by", message.from().value());
        revision(json, message);
        content(json, message);
    }

    /** When it was edited last, and how often. */
    static void revision(JsonGenerator json, Message message) {
        Instant at = message.changedAt();
        time(json, "at", at == null ? message.at() : at);
        json.writeNumberProperty("revision", message.revision());
    }

    static void message(JsonGenerator json, Message message) {
        json.writeNumberProperty("seq", message.seq());
        json.writeStringProperty("from", message.from().value());
        time(json, "at", message.at());
        json.writeStringProperty("clientMessageId", message.clientMessageId().value());
        Instant changedAt = message.changedAt();
        if (message.content() == null) {
            json.writeBooleanProperty(message.isRecalled() ? "recalled" : "hidden", true);
        } else {
            content(json, message);
            if (message.revision() > 0 && changedAt != null) {
                json.writeNumberProperty("revision", message.revision());
                time(json, "editedAt", changedAt);
            }
        }
    }

    private static void content(JsonGenerator json, Message message) {
        Content content = message.content();
        if (content == null) {
            return;
        }
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
        Quote quote = message.quote();
        if (quote != null) {
            json.writeObjectPropertyStart("quote");
            json.writeStringProperty("from", quote.from().value());
            if (quote.text() != null) {
                json.writeStringProperty("text", quote.text());
            }
            if (quote.recalled()) {
                json.writeBooleanProperty("recalled", true);
            }
            json.writeEndObject();
        }
        AttachmentFrames.write(json, content.attachments());
    }

    /** Each reaction once, with those who have it. */
    static void reactions(JsonGenerator json, List<Reaction> reactions) {
        if (reactions.isEmpty()) {
            return;
        }
        Map<String, List<UserId>> byValue = new LinkedHashMap<>();
        for (Reaction reaction : reactions) {
            byValue.computeIfAbsent(reaction.value(), value -> new ArrayList<>(2))
                    .add(reaction.by());
        }
        json.writeArrayPropertyStart("reactions");
        byValue.forEach((value, users) -> {
            json.writeStartObject();
            json.writeStringProperty("reaction", value);
            json.writeArrayPropertyStart("by");
            users.forEach(user -> json.writeString(user.value()));
            json.writeEndArray();
            json.writeEndObject();
        });
        json.writeEndArray();
    }

    static void conversation(JsonGenerator json, Conversation conversation) {
        json.writeStringProperty("conversation", conversation.id().value());
        peer(json, conversation);
        json.writeObjectPropertyStart("last");
        message(json, conversation.last());
        json.writeEndObject();
        markers(json, conversation);
        settings(json, conversation.settings());
    }

    static void peer(JsonGenerator json, Conversation conversation) {
        json.writeStringProperty("peer", conversation.peer().value());
        if (!conversation.context().isEmpty()) {
            json.writeStringProperty("context", conversation.context());
        }
    }

    static void markers(JsonGenerator json, Conversation conversation) {
        json.writeNumberProperty("unread", conversation.unread());
        json.writeNumberProperty("readSeq", conversation.markers().readSeq());
        json.writeNumberProperty("deliveredSeq", conversation.markers().deliveredSeq());
        json.writeNumberProperty("peerReadSeq", conversation.peerMarkers().readSeq());
        json.writeNumberProperty("peerDeliveredSeq", conversation.peerMarkers().deliveredSeq());
    }

    static void settings(JsonGenerator json, Settings settings) {
        if (settings.mutedUntil() != null) {
            time(json, "mutedUntil", settings.mutedUntil());
        }
        json.writeBooleanProperty("pinned", settings.pinned());
        json.writeBooleanProperty("archived", settings.archived());
    }

    static void time(JsonGenerator json, String name, Instant at) {
        json.writeStringProperty(name, FrameEncoder.TIME.format(at));
    }
}
