package chat.duologue.internal.protocol;

import chat.duologue.model.Conversation;
import chat.duologue.model.Message;
import chat.duologue.model.Reaction;
import chat.duologue.model.StreamId;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line of an export: JSON objects in the words of the protocol. */
public final class ExportLine {
    private ExportLine() {}

    /** The user, where their stream stands, and when they were last here. */
    public static String user(UserId user, StreamId stream, StreamPosition position, @Nullable Instant lastSeen) {
        return FrameEncoder.object(json -> {
            json.writeStringProperty("type", "user");
            json.writeStringProperty("user", user.value());
            json.writeStringProperty("stream", stream.value());
            json.writeNumberProperty("trimmedTo", position.trimmedTo());
            json.writeNumberProperty("head", position.head());
            if (lastSeen != null) {
                ModelFields.time(json, "lastSeen", lastSeen);
            }
        });
    }

    /** A conversation, and how far both have come in it. */
    public static String conversation(Conversation conversation) {
        return FrameEncoder.object(json -> {
            json.writeStringProperty("type", "conversation");
            json.writeStringProperty("conversation", conversation.id().value());
            ModelFields.peer(json, conversation);
            ModelFields.markers(json, conversation);
            ModelFields.settings(json, conversation.settings());
        });
    }

    /** Someone whom the user has blocked. */
    public static String blocked(UserId user) {
        return FrameEncoder.object(json -> {
            json.writeStringProperty("type", "blocked");
            json.writeStringProperty("user", user.value());
        });
    }

    /** A message, and whether the user has hidden it. */
    public static String message(Message message, List<Reaction> reactions, boolean hidden) {
        return FrameEncoder.object(json -> {
            json.writeStringProperty("type", "message");
            json.writeStringProperty("conversation", message.conversation().value());
            ModelFields.message(json, message);
            ModelFields.reactions(json, reactions);
            if (hidden) {
                json.writeBooleanProperty("hidden", true);
            }
        });
    }

    /** What a message said before it was edited. */
    public static String revision(Message earlier) {
        return FrameEncoder.object(json -> {
            json.writeStringProperty("type", "revision");
            json.writeStringProperty("conversation", earlier.conversation().value());
            ModelFields.edited(json, earlier);
        });
    }
}
