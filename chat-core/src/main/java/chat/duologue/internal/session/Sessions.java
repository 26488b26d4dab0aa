package chat.duologue.internal.session;

import chat.duologue.model.UserId;
import chat.duologue.spi.CloseCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The live connections of this node, and whose they are. Thread-safe. */
public final class Sessions {
    private final Set<WireSession> all = ConcurrentHashMap.newKeySet();
    /** Of each user, oldest first; the lists are immutable. */
    private final Map<UserId, List<WireSession>> ofUser = new ConcurrentHashMap<>();

    private final int maxPerUser;

    public Sessions(int maxPerUser) {
        this.maxPerUser = maxPerUser;
    }

    public int count() {
        return all.size();
    }

    public void forEach(Consumer<WireSession> action) {
        all.forEach(action);
    }

    public void add(WireSession session) {
        all.add(session);
    }

    /** The session turned out to be that user's; beyond the limit their oldest one has to go. */
    void login(UserId user, WireSession session) {
        List<WireSession> tooMany = new ArrayList<>();
        ofUser.compute(user, (key, present) -> {
            List<WireSession> more = present == null ? new ArrayList<>(1) : new ArrayList<>(present);
            more.add(session);
            while (more.size() > maxPerUser) {
                tooMany.add(more.remove(0));
            }
            return List.copyOf(more);
        });
        tooMany.forEach(oldest -> oldest.end(CloseCode.REPLACED));
    }

    void remove(WireSession session, @Nullable UserId user) {
        all.remove(session);
        if (user != null) {
            ofUser.computeIfPresent(user, (key, present) -> {
                List<WireSession> fewer = new ArrayList<>(present);
                fewer.remove(session);
                return fewer.isEmpty() ? null : List.copyOf(fewer);
            });
        }
    }

    /** Cuts every session of a user, those included that are logging in or ending. */
    public void cut(UserId user, CloseCode code) {
        all.forEach(session -> session.cutOff(user, code));
    }
}
