package chat.duologue.internal.session;

import static java.util.Objects.requireNonNull;

import chat.duologue.DisconnectReason;
import chat.duologue.ErrorCode;
import chat.duologue.LiveSession;
import chat.duologue.RequestException;
import chat.duologue.SessionPolicy;
import chat.duologue.internal.cluster.Cluster;
import chat.duologue.internal.cluster.Node;
import chat.duologue.internal.cluster.Note;
import chat.duologue.model.UserId;
import chat.duologue.spi.CloseCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The live connections of this node, and whose they are. Thread-safe. */
public final class Sessions {
    private final Set<WireSession> all = ConcurrentHashMap.newKeySet();
    /** Of each user, oldest first; the lists are immutable. */
    private final Map<UserId, List<Seat>> ofUser = new ConcurrentHashMap<>();
    /** Those on other nodes, of users who have one here. */
    private final Map<UserId, List<Remote>> elsewhere = new ConcurrentHashMap<>();

    private final SessionPolicy policy;
    private final SeatRules rules;
    private final Cluster cluster;

    private record Remote(Node node, Seat seat) {}

    public Sessions(SessionPolicy policy, Cluster cluster) {
        this.policy = policy;
        this.rules = new SeatRules(policy);
        this.cluster = cluster;
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
        UserId user = seat.live().user();
        List<Seat> leaving = new ArrayList<>();
        ofUser.compute(user, (key, present) -> {
            List<Seat> seats = present == null ? List.of() : present;
            List<Seat> staying = rules.staying(withRemote(user, seats), seat);
            return divide(with(seats, seat), staying, leaving);
        });
        if (leaving.contains(seat)) {
            throw new RequestException(ErrorCode.FORBIDDEN, "too many sessions");
        }
        leaving.forEach(this::replace);
        cluster.tell(user, note(seat, true));
    }

    private static List<Seat> with(List<Seat> seats, Seat newest) {
        List<Seat> all = new ArrayList<>(seats);
        all.add(newest);
        return all;
    }

    /** Those of the seats that stay; the others are added to {@code leaving}. */
    private static @Nullable List<Seat> divide(List<Seat> seats, List<Seat> staying, List<Seat> leaving) {
        List<Seat> left = new ArrayList<>();
        seats.forEach(seat -> (staying.contains(seat) ? left : leaving).add(seat));
        return left.isEmpty() ? null : List.copyOf(left);
    }

    private void replace(Seat seat) {
        requireNonNull(seat.session()).end(CloseCode.REPLACED);
        isFree(seat);
    }

    private void isFree(Seat seat) {
        LiveSession live = seat.live();
        cluster.tell(live.user(), new Note.Unseated(live.user(), live.id()));
    }

    // ---- other nodes

    private static Note note(Seat seat, boolean isNew) {
        LiveSession live = seat.live();
        return new Note.Seated(live.user(), live.id(), live.device(), seat.deviceClass(), live.since(), isNew);
    }

    /** A session on another node; each node ends those of its own that have to go. */
    public void heard(Node by, Note.Seated note) {
        UserId user = note.user();
        if (seats(user).isEmpty()) {
            return;
        }
        LiveSession live = new LiveSession(user, note.session(), note.device(), "", note.since());
        elsewhere.compute(user, (key, present) -> {
            List<Remote> all = new ArrayList<>(present == null ? List.of() : present);
            all.removeIf(each -> each.seat.live().id().equals(live.id()) || !cluster.isAlive(each.node));
            all.add(new Remote(by, new Seat(null, live, note.deviceClass())));
            return List.copyOf(all);
        });
        List<Seat> leaving = new ArrayList<>();
        List<Seat> left = ofUser.compute(
                user,
                (key, present) -> present == null ? null : divide(present, inTurn(withRemote(user, present)), leaving));
        leaving.forEach(this::replace);
        if (left == null) {
            elsewhere.remove(user);
        } else if (note.isNew()) {
            left.forEach(seat -> cluster.tell(user, note(seat, false)));
        }
    }

    /** Notes may have been lost, of others and of this node: all say what they have. */
    public void mayHaveMissed() {
        elsewhere.clear();
        ofUser.forEach((user, seats) -> seats.forEach(seat -> cluster.tell(user, note(seat, seat == seats.get(0)))));
    }

    /** Those that stay if they had all come to the same node, one after the other. */
    private List<Seat> inTurn(List<Seat> seats) {
        List<Seat> staying = List.of();
        for (Seat seat : seats) {
            staying = rules.staying(staying, seat);
        }
        return staying;
    }

    /** Oldest first, on all nodes in the same order. */
    private List<Seat> withRemote(UserId user, List<Seat> seats) {
        List<Remote> others = elsewhere.getOrDefault(user, List.of());
        if (others.isEmpty()) {
            return seats;
        }
        return Stream.concat(
                        seats.stream(),
                        others.stream()
                                .filter(each -> cluster.isAlive(each.node))
                                .map(Remote::seat))
                .sorted(Comparator.comparing((Seat seat) -> seat.live().since())
                        .thenComparing(seat -> seat.live().id()))
                .toList();
    }

    public void heard(Note.Unseated note) {
        elsewhere.computeIfPresent(note.user(), (key, present) -> {
            List<Remote> fewer = new ArrayList<>(present);
            fewer.removeIf(each -> each.seat.live().id().equals(note.session()));
            return fewer.isEmpty() ? null : List.copyOf(fewer);
        });
    }

    // ---- the end

    /** The session ends: its seat is free. */
    void logout(WireSession session, UserId user) {
        List<Seat> gone = new ArrayList<>();
        List<Seat> left = ofUser.computeIfPresent(user, (key, present) -> {
            List<Seat> fewer = new ArrayList<>(present);
            present.stream().filter(seat -> seat.session() == session).forEach(gone::add);
            fewer.removeAll(gone);
            return fewer.isEmpty() ? null : List.copyOf(fewer);
        });
        if (left == null) {
            elsewhere.remove(user);
        }
        gone.forEach(this::isFree);
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
        disconnect(user, reason, Instant.MAX);
    }

    /** The same for those that logged in before a time, and those that are logging in. */
    public void disconnect(UserId user, DisconnectReason reason, Instant before) {
        if (reason == DisconnectReason.ACCESS_ENDED) {
            all.forEach(session -> session.cutOff(user, reason.code(), before));
        } else {
            seats(user).stream()
                    .filter(seat -> seat.live().since().isBefore(before))
                    .forEach(seat -> requireNonNull(seat.session()).end(reason.code()));
        }
    }

    /**
     * Ends one session.
     *
     * @return whether there was one
     */
    public boolean disconnect(UserId user, String id, DisconnectReason reason) {
        for (Seat seat : seats(user)) {
            if (seat.live().id().equals(id)) {
                end(requireNonNull(seat.session()), reason);
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
