package chat.duologue.jetty.attachments;

import chat.duologue.model.UserId;
import java.util.HashMap;
import java.util.Map;

/** How many uploads are under way, in all and of each user. Thread-safe. */
final class OpenUploads {
    private final int max;
    private final int maxPerUser;
    private final Map<UserId, Integer> byUser = new HashMap<>();
    private int all;

    OpenUploads(int max, int maxPerUser) {
        this.max = max;
        this.maxPerUser = maxPerUser;
    }

    /** Whether there is room for one more of that user; if so, it is taken. */
    synchronized boolean enter(UserId user) {
        int own = byUser.getOrDefault(user, 0);
        if (all >= max || own >= maxPerUser) {
            return false;
        }
        byUser.put(user, own + 1);
        all++;
        return true;
    }

    synchronized void leave(UserId user) {
        byUser.computeIfPresent(user, (key, own) -> own == 1 ? null : own - 1);
        all--;
    }
}
