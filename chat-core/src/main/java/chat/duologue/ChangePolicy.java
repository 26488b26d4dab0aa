package chat.duologue;

import chat.duologue.model.UserId;

/**
 * Says what members of a conversation can do to messages after they were sent. Asked before every such request, on a thread
 * where it may block, by several threads at once, and within {@link ChatServerOptions#callbackDeadline()}.
 */
@FunctionalInterface
public interface ChangePolicy {
    /** {@link ChangeRules#DEFAULTS} for every conversation: the default. Answered without leaving the calling thread. */
    ChangePolicy DEFAULTS = new ForAll(ChangeRules.DEFAULTS);

    /** The same rules for every conversation, answered without leaving the calling thread. */
    static ChangePolicy of(ChangeRules rules) {
        return new ForAll(rules);
    }

    /**
     * The rules for what one user does in the conversation with another.
     *
     * @param context what the conversation is about, empty for the plain one
     * @throws Exception is answered {@code internal}, a missed deadline {@code unavailable}: in both cases nothing changes
     */
    ChangeRules rulesFor(UserId by, UserId peer, String context) throws Exception;

    /**
     * The same for every conversation.
     *
     * @param rules these
     */
    record ForAll(ChangeRules rules) implements ChangePolicy {
        @Override
        public ChangeRules rulesFor(UserId by, UserId peer, String context) {
            return rules;
        }
    }
}
