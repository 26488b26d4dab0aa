package chat.duologue.internal.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import chat.duologue.model.StreamId;
import chat.duologue.model.UserId;
import java.util.Base64;
import java.util.List;

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

    /** What one node is told. */
    String ofNode(String id) {
        return prefix + "node." + id;
    }

    /** Where those are whom a note concerns that nobody must miss. */
    List<String> of(Note note) {
        if (note instanceof Note.Disconnected disconnected) {
            return List.of(of(disconnected.user()));
        } else if (note instanceof Note.Erased erased) {
            return List.of(of(erased.user()), ofPresence(erased.user()));
        } else if (note instanceof Note.Blocked block) {
            return List.of(of(block.by()), of(block.whom()), ofPresence(block.by()));
        }
        throw new IllegalArgumentException("not a note to insist on: " + note);
    }

    private static String encoded(String value) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(value.getBytes(UTF_8));
    }
}
