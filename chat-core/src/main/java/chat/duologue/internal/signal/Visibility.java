package chat.duologue.internal.signal;

import chat.duologue.ErrorCode;
import chat.duologue.PresencePolicy;
import chat.duologue.RequestException;
import chat.duologue.internal.engine.Callbacks;
import chat.duologue.internal.engine.Reads;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may see whether whom is online: the host's policy, or else a conversation, and no block. */
final class Visibility {
    private static final Logger LOG = LoggerFactory.getLogger(Visibility.class);
    private static final int USERS_A_READ = 50;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final @Nullable PresencePolicy policy;
    private final Callbacks callbacks;
    private final Reads reads;
    private final Blocks blocks;
    private final long deadline;
    /** One read at a time, and a short one: when all clients come back at once, others read too. */
    private final Turns turns = new Turns();

    /** @param policy null where a conversation decides */
    Visibility(@Nullable PresencePolicy policy, Callbacks callbacks, Reads reads, Blocks blocks, Duration deadline) {
        this.policy = policy;
        this.callbacks = callbacks;
        this.reads = reads;
        this.blocks = blocks;
        this.deadline = deadline.toNanos();
    }

    /** Those of the users whom the viewer may see; fails with a {@link RequestException} where that can't be told. */
    CompletableFuture<Set<UserId>> visible(UserId viewer, Set<UserId> users) {
        Set<UserId> others = new HashSet<>(users);
        boolean self = others.remove(viewer);
        CompletableFuture<Set<UserId>> allowed = others.isEmpty()
                ? CompletableFuture.completedFuture(Set.of())
                : policy == null
                        ? acquainted(viewer, List.copyOf(others), System.nanoTime())
                        : ask(policy, viewer, Set.copyOf(others));
        return allowed.thenCompose(seen -> unblocked(viewer, seen)).thenApply(seen -> {
            if (self) {
                seen.add(viewer);
            }
            return seen;
        });
    }

    private CompletableFuture<Set<UserId>> acquainted(UserId viewer, List<UserId> users, long since) {
        List<UserId> some = users.subList(0, Math.min(USERS_A_READ, users.size()));
        List<UserId> rest = users.subList(some.size(), users.size());
        CompletableFuture<Set<UserId>> found = turns.inTurn(() -> System.nanoTime() - since < deadline
                ? reads.read(store -> acquainted(store, viewer, some))
                : CompletableFuture.failedFuture(
                        new RequestException(ErrorCode.UNAVAILABLE, "too many reads wait", RETRY_AFTER)));
        return rest.isEmpty()
                ? found
                : found.thenCompose(known -> acquainted(viewer, rest, since).thenApply(more -> {
                    more.addAll(known);
                    return more;
                }));
    }

    private static Set<UserId> acquainted(ChatStore store, UserId viewer, List<UserId> users) {
        Set<UserId> known = new HashSet<>();
        for (UserId user : users) {
            if (store.conversation(viewer, new ConversationRef.WithPeer(user)).isPresent()) {
                known.add(user);
            }
        }
        return known;
    }

    private CompletableFuture<Set<UserId>> ask(PresencePolicy host, UserId viewer, Set<UserId> users) {
        return callbacks
                .call(() -> {
                    Set<UserId> seen = host.visible(viewer, users);
                    Set<UserId> asked = new HashSet<>(users);
                    asked.removeIf(user -> !seen.contains(user));
                    return asked;
                })
                .handle((seen, error) -> {
                    if (error == null) {
                        return seen;
                    }
                    if (error instanceof RequestException refusal) {
                        throw refusal;
                    }
                    LOG.error(
                            "The presence policy threw {} for {}",
                            error.getClass().getName(),
                            viewer);
                    throw new RequestException(ErrorCode.INTERNAL, "the server failed to decide");
                });
    }

    private CompletableFuture<Set<UserId>> unblocked(UserId viewer, Set<UserId> seen) {
        Map<UserId, CompletableFuture<Boolean>> answers = new HashMap<>();
        seen.forEach(user -> answers.put(user, blocks.isBlocked(user, viewer)));
        return CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
                .handle((all, anyError) -> {
                    Set<UserId> left = new HashSet<>();
                    answers.forEach((user, blocked) -> {
                        if (!blocked.isCompletedExceptionally() && !blocked.join()) {
                            left.add(user);
                        }
                    });
                    return left;
                });
    }
}
