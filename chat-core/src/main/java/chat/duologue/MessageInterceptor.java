package chat.duologue;

/**
 * Sees what users say before it is stored, and lets it pass, changes it or refuses it: for moderation. Asked before every
 * send and every edit, over a socket and by {@link ChatUser}, when {@link ConversationPolicy} and attachments were found fine;
 * not about messages that a store sends in a transaction of the host's. Called on a thread where it may block, by several threads at once; at most a quarter of
 * {@link ChatServerOptions#callbackThreads()} (one at least) for the same user, so that one user's slow messages delay
 * nobody else. What one session sends is asked about one after the other, and stored in that order.
 *
 * <p>Where it throws, returns null or misses {@link ChatServerOptions#interceptorDeadline()} (then it is interrupted), the
 * message is not stored, and the sender is answered {@code internal} or {@code unavailable}: who moderates means that what was
 * not seen is not said. {@link ChatServerOptions#interceptorFailsOpen()} lets it pass instead; then who finds out how to make
 * it slow gets past it. Either way it is logged, without what was said.
 *
 * <p>A client that got no answer sends the same message again, and it is asked again. So the same message should get the same
 * verdict: what is stored is compared with what the repeated one says after its verdict. If that differs, the repeated send
 * is answered {@code conflict} or {@code rejected}, although the first one is stored, once.
 */
@FunctionalInterface
public interface MessageInterceptor {
    /** Everything passes: the default. Answered without leaving the calling thread. */
    MessageInterceptor NONE = message -> Verdict.PASS;

    /**
     * What becomes of it.
     *
     * @throws Exception as told above; its message goes nowhere
     */
    Verdict intercept(ProposedMessage message) throws Exception;
}
