package chat.duologue.model;

import java.util.List;
import java.util.OptionalLong;

/**
 * A page of a user's conversations, the one with the newest message first.
 *
 * @param conversations the page
 * @param next          pass it as {@code before} to get the page that follows; empty on the last page, and
 *                      where the limit is 0
 * @param totalUnread   unread messages in all of the user's conversations
 */
public record ConversationPage(List<Conversation> conversations, OptionalLong next, long totalUnread) {
    /** Copies the list. */
    public ConversationPage {
        conversations = List.copyOf(conversations);
    }
}
