package chat.duologue;

import chat.duologue.model.ConversationExtent;
import chat.duologue.model.Message;
import java.util.List;

/**
 * Hears of messages just before retention deletes them: to archive them, or to say no. Called for one step at a time, on a
 * thread where it may block, and within {@link ChatServerOptions#callbackDeadline()}. The same messages may come again: after
 * a fault, or because another node found them at the same time.
 */
@FunctionalInterface
public interface BeforeDeletion {
    /** Does nothing: the default. */
    BeforeDeletion NOTHING = (conversation, messages) -> {};

    /**
     * These messages go when this returns.
     *
     * @param messages the oldest of the conversation, in rising {@code seq}; at least one
     * @throws Exception keeps them, and all later ones of the conversation, until the next sweep; it is logged. So does a
     *     missed deadline
     */
    void beforeDeletion(ConversationExtent conversation, List<Message> messages) throws Exception;
}
