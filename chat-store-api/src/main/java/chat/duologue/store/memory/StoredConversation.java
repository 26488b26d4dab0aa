package chat.duologue.store.memory;

import chat.duologue.model.Anchor;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is kept of a conversation. Guarded by the store's lock. */
final class StoredConversation {
    /** Under which a repeated send is known. */
    record SendKey(UserId author, ClientMessageId clientMessageId) {}

    final ConversationId id;
    final Topic topic;
    /** The message of {@code seq} n is at index n - 1. */
    final List<Message> messages = new ArrayList<>();

    final Map<SendKey, Message> sent = new HashMap<>();
    final Map<UserId, Markers> markers = new HashMap<>();

    StoredConversation(ConversationId id, Topic topic) {
        this.id = id;
        this.topic = topic;
    }

    int lastSeq() {
        return messages.size();
    }

    Markers markers(UserId member) {
        return markers.getOrDefault(member, Markers.NONE);
    }

    Conversation seenBy(UserId member) {
        UserId peer = topic.peerOf(member);
        Markers own = markers(member);
        long unread = messages.subList((int) own.readSeq(), lastSeq()).stream()
                .filter(message -> message.from().equals(peer))
                .count();
        return new Conversation(id, peer, topic.context(), messages.get(lastSeq() - 1), unread, own, markers(peer));
    }

    /** An anchor names a gap between two messages; the page is so many before the gap and so many after it. */
    MessagePage page(Anchor anchor, int rows) {
        long gap;
        int before;
        if (anchor instanceof Anchor.Before older) {
            gap = older.seq() - 1;
            before = rows;
        } else if (anchor instanceof Anchor.After newer) {
            gap = newer.seq();
            before = 0;
        } else {
            gap = ((Anchor.Around) anchor).seq() - 1;
            before = rows / 2;
        }
        int place = (int) Math.min(gap, lastSeq());
        int from = Math.max(place - before, 0);
        int to = Math.min(place + rows - before, lastSeq());
        return new MessagePage(messages.subList(from, to), from > 0, to < lastSeq());
    }
}
