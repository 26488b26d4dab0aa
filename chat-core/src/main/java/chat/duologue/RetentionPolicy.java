package chat.duologue;

import chat.duologue.model.ConversationExtent;

/**
 * Says how long the messages of a conversation are kept. Asked for every conversation at each sweep, one at a time, on a
 * thread where it may block, and within {@link ChatServerOptions#callbackDeadline()}.
 */
@FunctionalInterface
public interface RetentionPolicy {
    /** Everything is kept: the default. Nobody looks at the conversations then. */
    RetentionPolicy KEEP_EVERYTHING = conversation -> Retention.FOREVER;

    /** The same for every conversation. */
    static RetentionPolicy of(Retention retention) {
        return retention.equals(Retention.FOREVER) ? KEEP_EVERYTHING : conversation -> retention;
    }

    /**
     * How long this conversation's messages are kept.
     *
     * @throws Exception keeps all of them until the next sweep asks again; it is logged. So does a missed deadline
     */
    Retention retentionOf(ConversationExtent conversation) throws Exception;
}
