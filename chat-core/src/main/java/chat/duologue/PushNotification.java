package chat.duologue;

import chat.duologue.model.ConversationId;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import java.util.List;

/**
 * What a user should learn of.
 *
 * @param user         whose devices are to show it
 * @param conversation where the messages stand
 * @param peer         who wrote them
 * @param context      what the conversation is about; empty for the plain one
 * @param messages     those to show, newest last, as they stand now; 1 to {@link #MAX_MESSAGES}
 * @param unread       unread messages of the conversation
 * @param badge        unread messages in all of the user's conversations
 */
public record PushNotification(
        UserId user,
        ConversationId conversation,
        UserId peer,
        String context,
        List<Message> messages,
        long unread,
        long badge) {
    /** The most messages in one notification; older ones are only counted. */
    public static final int MAX_MESSAGES = 10;

    /** Copies the list. */
    public PushNotification {
        messages = List.copyOf(messages);
    }
}
