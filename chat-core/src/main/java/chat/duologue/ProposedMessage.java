package chat.duologue;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.UserId;

/** What a user wants to say, before it is stored. Closed: there will be no third way to say something. */
public sealed interface ProposedMessage {
    /** Who says it. */
    UserId from();

    /** Who is to read it. */
    UserId to();

    /** What their conversation is about, empty for the plain one. */
    String context();

    /** What it says. */
    Content content();

    /**
     * A new message; or one sent again, which may be stored already.
     *
     * @param from            its author
     * @param to              any name, also that of nobody
     * @param context         may be of a conversation that does not exist yet
     * @param clientMessageId the author's id for it
     * @param content         what it says
     */
    record Send(UserId from, UserId to, String context, ClientMessageId clientMessageId, Content content)
            implements ProposedMessage {}

    /**
     * A message that says something else from now on. Whether there is such a message, and whether it is the user's, is found
     * out later.
     *
     * @param from         who edits it, a member of the conversation
     * @param to           the other member
     * @param context      the conversation's
     * @param conversation which conversation
     * @param seq          which message
     * @param content      the new text, the new data or both; what is null stays as it is, and so do attachments
     */
    record Edit(UserId from, UserId to, String context, ConversationId conversation, long seq, Content content)
            implements ProposedMessage {}
}
