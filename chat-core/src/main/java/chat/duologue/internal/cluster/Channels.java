package chat.duologue.internal.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import chat.duologue.model.StreamId;
import chat.duologue.model.UserId;
import java.util.Base64;

/** Which channel is about what. Those of another store, or of this one before it was restored, are others. */
record Channels(String prefix) {
    Channels(StreamId stream) {
        this("duologue." + encoded(stream.value()) + ".");
    }

    /** What concerns a user who has a session; nodes where that is listen. */
    String of(UserId user) {
        return prefix + "user." + encoded(user.value());
    }

    /** Whether a user is online; nodes where someone watches them listen. */
    String ofPresence(UserId user) {
        return prefix + "presence." + encoded(user.value());
    }

    /** What concerns all nodes. */
    String ofNodes() {
        return prefix + "nodes";
    }

    private static String encoded(String value) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(value.getBytes(UTF_8));
    }
}
