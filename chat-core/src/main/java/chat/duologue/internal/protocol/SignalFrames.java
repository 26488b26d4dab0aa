package chat.duologue.internal.protocol;

import chat.duologue.Presence;
import chat.duologue.model.ConversationId;
import chat.duologue.model.UserId;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Writes the signals that the server sends, and the reply to {@code presence}. */
public final class SignalFrames {
    private SignalFrames() {}

    /** Someone begins to type, or stops. */
    public static String typing(ConversationId conversation, UserId from, boolean typing) {
        return FrameEncoder.object(json -> {
            json.writeStringProperty("type", "typing");
            json.writeStringProperty("conversation", conversation.value());
            json.writeStringProperty("from", from.value());
            json.writeBooleanProperty("typing", typing);
        });
    }

    /** Someone came or went. */
    public static String presence(Presence presence) {
        return FrameEncoder.object(json -> {
            json.writeStringProperty("type", "presence");
            write(json, presence);
        });
    }

    /** The reply to {@code presence}. */
    public static String presences(String id, List<Presence> snapshot) {
        return FrameEncoder.ok(id, json -> {
            json.writeArrayPropertyStart("presence");
            for (Presence presence : snapshot) {
                json.writeStartObject();
                write(json, presence);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void write(JsonGenerator json, Presence presence) {
        json.writeStringProperty("user", presence.user().value());
        json.writeBooleanProperty("online", presence.online());
        if (presence.lastSeen() != null) {
            json.writeStringProperty("lastSeen", FrameEncoder.TIME.format(presence.lastSeen()));
        }
    }
}
