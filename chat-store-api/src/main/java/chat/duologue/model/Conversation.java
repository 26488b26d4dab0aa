package chat.duologue.model;

/**
 * A conversation as one of its two members sees it.
 *
 * @param id          its id
 * @param peer        the other member
 * @param context     what it is about where the host has several per pair; empty for the plain one
 * @param last        its newest message; without a content where the member has hidden it
 * @param unread      messages of the peer above the member's own {@code readSeq}, recalled and hidden ones aside
 * @param markers     how far the member has come
 * @param peerMarkers how far the peer has come
 * @param settings    what the member has set
 */
public record Conversation(
        ConversationId id,
        UserId peer,
        String context,
        Message last,
        long unread,
        Markers markers,
        Markers peerMarkers,
        Settings settings) {}
