package chat.duologue.store.memory;

import chat.duologue.model.UserId;
import java.util.List;

/** Two users and a context: names one conversation, whichever of the two asks. */
record Topic(UserId first, UserId second, String context) {
    static Topic of(UserId one, UserId other, String context) {
        return one.compareTo(other) < 0 ? new Topic(one, other, context) : new Topic(other, one, context);
    }

    List<UserId> members() {
        return List.of(first, second);
    }

    UserId peerOf(UserId member) {
        return member.equals(first) ? second : first;
    }
}
