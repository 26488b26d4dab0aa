package chat.duologue.internal.session;

import chat.duologue.LiveSession;
import chat.duologue.internal.cluster.Cluster;
import chat.duologue.internal.cluster.Node;
import chat.duologue.internal.cluster.Note;
import chat.duologue.model.UserId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Asks all nodes which sessions a user has. Thread-safe. */
public final class RollCall {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** So few that they fit into a note of any bus. */
    private static final int SESSIONS_A_NOTE = 8;

    private static final Comparator<LiveSession> OLDEST_FIRST =
            Comparator.comparing(LiveSession::since).thenComparing(LiveSession::id);

    private final Sessions sessions;
    private final Cluster cluster;
    private final Map<String, Call> calls = new ConcurrentHashMap<>();

    /** One that is under way. Thread-safe. */
    private static final class Call {
        final UserId user;
        /** Empty while it can't be told who is to answer. */
        private final Optional<Set<String>> nodes;

        private final Map<String, Map<String, LiveSession>> found = new HashMap<>();
        private final Set<String> answered = new HashSet<>();
        final CompletableFuture<?> isOver = new CompletableFuture<>();

        Call(UserId user, Optional<Set<String>> nodes) {
            this.user = user;
            this.nodes = nodes;
        }

        void answer(Node by, Note.Present note) {
            boolean hasAll;
            synchronized (this) {
                Map<String, LiveSession> of = found.computeIfAbsent(by.id(), node -> new HashMap<>());
                note.sessions().forEach(session -> of.put(session.id(), session));
                if (of.size() >= note.total()) {
                    answered.add(by.id());
                }
                hasAll = nodes.isPresent() && answered.containsAll(nodes.get());
            }
            if (hasAll) {
                isOver.complete(null);
            }
        }

        synchronized List<LiveSession> found() {
            return found.values().stream()
                    .flatMap(sessions -> sessions.values().stream())
                    .toList();
        }
    }

    public RollCall(Sessions sessions, Cluster cluster) {
        this.sessions = sessions;
        this.cluster = cluster;
    }

    /** The sessions of a user on all nodes that answer in time, oldest first. */
    public CompletableFuture<List<LiveSession>> of(UserId user) {
        return cluster.isNowhereElse(user)
                .thenCompose(nowhere -> nowhere ? CompletableFuture.completedFuture(List.of()) : ask(user))
                .thenApply(others -> Stream.concat(sessions.of(user).stream(), others.stream())
                        .sorted(OLDEST_FIRST)
                        .toList());
    }

    private CompletableFuture<List<LiveSession>> ask(UserId user) {
        Call call = new Call(user, cluster.others());
        if (call.nodes.isPresent() && call.nodes.get().isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        String id = UUID.randomUUID().toString();
        calls.put(id, call);
        cluster.tellNodes(new Note.WhoIsPresent(user, id));
        return call.isOver
                .completeOnTimeout(null, cluster.patience(PATIENCE).toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(over -> {
                    calls.remove(id);
                    return call.found();
                });
    }

    /** Another node asks. */
    public void heard(Node by, Note.WhoIsPresent note) {
        List<LiveSession> here = sessions.of(note.user());
        int told = 0;
        do {
            List<LiveSession> some = here.subList(told, Math.min(told + SESSIONS_A_NOTE, here.size()));
            cluster.tell(by, new Note.Present(note.user(), note.call(), here.size(), some));
            told += SESSIONS_A_NOTE;
        } while (told < here.size());
    }

    /** Another node answers. */
    public void heard(Node by, Note.Present note) {
        Call call = calls.get(note.call());
        if (call != null && call.user.equals(note.user())) {
            call.answer(by, note);
        }
    }
}
