package chat.duologue.internal.session;

import chat.duologue.DisconnectReason;
import chat.duologue.ErrorCode;
import chat.duologue.LiveSession;
import chat.duologue.RequestException;
import chat.duologue.SessionPolicy;
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
    private final Map<UserId, List<Seat>> ofUser = new ConcurrentHashMap<>();

    private final SessionPolicy policy;
    private final SeatRules rules;

    public Sessions(SessionPolicy policy) {
        this.policy = policy;
        this.rules = new SeatRules(policy);
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

    /** Asks the host: not to be called where it may not block. */
    @Nullable String deviceClass(@Nullable String device) {
        return device == null ? null : policy.deviceClass().apply(device);
    }

    /**
     * The session turned out to be its user's: it takes a seat, and whom it takes it from has to go.
     *
     * @throws RequestException if there is none for it
     */
    void login(Seat seat) {
        List<Seat> leaving = new ArrayList<>();
        ofUser.compute(seat.live().user(), (user, present) -> {
            List<Seat> seats = present == null ? List.of() : present;
            List<Seat> staying = rules.staying(seats, seat);
            leaving.addAll(seats);
            leaving.add(seat);
            leaving.removeAll(staying);
            return staying;
        });
        if (leaving.contains(seat)) {
            throw new RequestException(ErrorCode.FORBIDDEN, "too many sessions");
        }
        leaving.forEach(replaced -> replaced.session().end(CloseCode.REPLACED));
    }

    /** The session ends: its seat is free. */
    void logout(WireSession session, UserId user) {
        ofUser.computeIfPresent(user, (key, present) -> {
            List<Seat> fewer = new ArrayList<>(present);
            fewer.removeIf(seat -> seat.session() == session);
            return fewer.isEmpty() ? null : List.copyOf(fewer);
        });
    }

    /** The connection is gone. */
    void remove(WireSession session) {
        all.remove(session);
    }

    /** Those of a user that are not ending, oldest first. */
    public List<LiveSession> of(UserId user) {
        return seats(user).stream().map(Seat::live).toList();
    }

    private List<Seat> seats(UserId user) {
        return ofUser.getOrDefault(user, List.of());
    }

    /** Ends every session of a user; where access is ended those included that are logging in or ending. */
    public void disconnect(UserId user, DisconnectReason reason) {
        if (reason == DisconnectReason.ACCESS_ENDED) {
            all.forEach(session -> session.cutOff(user, reason.code()));
        } else {
            seats(user).forEach(seat -> seat.session().end(reason.code()));
        }
    }

    /**
     * Ends one session.
     *
     * @param id which; null for all of the user's
     * @return whether there was one
     */
    public boolean disconnect(UserId user, @Nullable String id, DisconnectReason reason) {
        if (id == null) {
            disconnect(user, reason);
            return true;
        }
        for (Seat seat : seats(user)) {
            if (seat.live().id().equals(id)) {
                end(seat.session(), reason);
                return true;
            }
        }
        return false;
    }

    private static void end(WireSession session, DisconnectReason reason) {
        if (reason == DisconnectReason.ACCESS_ENDED) {
            session.cut(reason.code());
        } else {
            session.end(reason.code());
        }
    }
}
