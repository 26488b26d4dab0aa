package chat.duologue.store.jdbc.internal;

/** What holds in every store that nobody but the store has written to. */
public enum Rule {
    STREAM_ID("the stream id is one"),
    KEY("every key of the schema is there"),
    UNIQUE("what a key names is there once"),
    USER("a user's name is one, and its counts are not negative"),
    POSITION("acked and trimmed_to are within the stream"),
    CONVERSATION("a conversation has two users, and bears its purged counts"),
    SEQ("seq is dense"),
    COUNT("low_count counts the lower member's messages"),
    MEMBERS("a message is from one member to the other"),
    ORDER("a later message has the later offset in both streams"),
    REPLY("a reply is to an earlier message"),
    CLIENT_KEY("client_key is that of the client's id"),
    ORPHAN("a message or event is of a conversation that is there"),
    MARKERS("read is at most delivered, and delivered at most the last seq"),
    ACKNOWLEDGED("what was acknowledged is delivered"),
    SEEN("seen counts the peer's messages up to read"),
    GONE("gone counts the peer's unread messages that are recalled or hidden"),
    HAS_UNREAD("has_unread tells whether a message is unread"),
    LIST_OFFSET("list_offset is that of one of the conversation's messages"),
    ARCHIVE_OFFSET("archive_offset is list_offset where the conversation is archived, else 0"),
    LIST_ORDER("list_offset sorts as the last messages do"),
    TOP("top_conversation has the newest message"),
    UNREAD("a user's unread is the sum of the conversations'"),
    EVENT("an event is by a member, about a message that is there, where it is about one"),
    CHANGED("a message that was edited or recalled has an event in both streams"),
    ATTACHMENTS("a message has as many attachments as it says"),
    RECEIPT("the receipts in the streams are the markers"),
    OFFSET("an offset is used once, and within the stream"),
    HOLE("an offset is missing only where an event moved on"),
    CURSOR("a listener's cursor is within the stream of a user"),
    NOTE("a note between nodes is not beyond their one head");

    private final String sentence;

    Rule(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String toString() {
        return sentence;
    }
}
