package chat.duologue;

import chat.duologue.model.ConversationId;
import chat.duologue.model.UserId;

/**
 * A user has read what a notification may still show.
 *
 * @param user         whose devices show it
 * @param conversation where the messages stand
 * @param upToSeq      everything up to there is read
 * @param badge        unread messages in all of the user's conversations
 */
public record ReadElsewhere(UserId user, ConversationId conversation, long upToSeq, long badge) {}
