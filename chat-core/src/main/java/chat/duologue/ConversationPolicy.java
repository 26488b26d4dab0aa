package chat.duologue;

import chat.duologue.model.UserId;

/**
 * Says who may talk to whom. Asked before every send, before a conversation is looked up by its peer, and while someone
 * types, at most four times in {@link ChatServerOptions#typingTimeout()}; on a thread where it may block, by several threads
 * at once, and within {@link ChatServerOptions#callbackDeadline()}. What two people have written already stays readable to
 * both.
 */
@FunctionalInterface
public interface ConversationPolicy {
    /** Any two authenticated users may talk: the default. Answered without leaving the calling thread. */
    ConversationPolicy ANY_TWO_USERS = (from, to, context) -> true;

    /**
     * Whether one user may talk to another.
     *
     * @param to      any name: whether the host knows such a user is the host's to say
     * @param context what the conversation is about, empty for the plain one
     * @return false to refuse (error {@code forbidden}). An exception is answered {@code internal}, a missed deadline
     *     {@code unavailable}: in both cases nothing is stored
     */
    boolean mayTalk(UserId from, UserId to, String context) throws Exception;
}
