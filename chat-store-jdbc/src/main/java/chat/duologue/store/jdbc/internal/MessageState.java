package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A message as it was found, and then with what the batch makes of it. */
final class MessageState {
    final MessageKey key;
    /** Who have hidden it. */
    final Set<Long> hiddenBy = new HashSet<>(0);

    /** What it said before, as far as the batch changes that and it is to be kept. */
    final List<Message> kept = new ArrayList<>(0);

    Message message;
    /** Whether its row changes, or changes after it was inserted. */
    boolean changed;

    /** The reactions that each user has or had; false for those taken back. */
    private final Map<Long, Map<String, Boolean>> reactions = new HashMap<>(0);

    MessageState(MessageKey key, Message message) {
        this.key = key;
        this.message = message;
    }

    Map<String, Boolean> reactionsOf(long user) {
        return reactions.computeIfAbsent(user, u -> new LinkedHashMap<>());
    }

    /** Whether an event that says how it was changed lies in the streams. */
    boolean hasChangedBefore() {
        return message.changedAt() != null;
    }
}
