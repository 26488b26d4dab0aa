package chat.duologue.store.jdbc.internal;

import chat.duologue.model.ConversationId;

/** What never changes about a conversation, but for the day when a member is erased. It may still be without a message, and so not exist for anyone outside. */
record KnownConversation(long id, ConversationId publicId, KnownUser low, KnownUser high, String context) {
    /** What names a conversation that may not exist yet. */
    record Topic(long low, long high, String context) {
        static Topic of(KnownUser one, KnownUser other, String context) {
            return new Topic(Math.min(one.id(), other.id()), Math.max(one.id(), other.id()), context);
        }
    }

    Topic topic() {
        return new Topic(low.id(), high.id(), context);
    }

    boolean has(KnownUser user) {
        return user.id() == low.id() || user.id() == high.id();
    }

    boolean hasErased() {
        return low.erased() || high.erased();
    }

    KnownUser peerOf(KnownUser user) {
        return user.id() == low.id() ? high : low;
    }
}
