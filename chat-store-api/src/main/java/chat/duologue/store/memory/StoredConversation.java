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
    Topic topic;
    /** Up to this {@code seq} the messages were removed. */
    long purgedSeq = 0;
    /** The message of {@code seq} n is at index n - 1 - purgedSeq. */
    final List<Message> messages = new ArrayList<>();

    final Map<SendKey, Message> sent = new HashMap<>();
    final Map<UserId, Markers> markers = new HashMap<>();

    StoredConversation(ConversationId id, Topic topic) {
        this.id = id;
        this.topic = topic;
    }

    long lastSeq() {
        return purgedSeq + messages.size();
    }

    Markers markers(UserId member) {
        return markers.getOrDefault(member, Markers.NONE);
    }

    /** Only for a conversation with a message. */
    Conversation seenBy(UserId member) {
        UserId peer = topic.peerOf(member);
        Markers own = markers(member);
        long unread = messages.stream()
                .filter(message ->
                        message.seq() > own.readSeq() && message.from().equals(peer))
                .count();
        Message last = messages.get(messages.size() - 1);
        return new Conversation(id, peer, topic.context(), last, unread, own, markers(peer));
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
        int place = (int) (Math.max(Math.min(gap, lastSeq()), purgedSeq) - purgedSeq);
        int from = Math.max(place - before, 0);
        int to = Math.min(place + rows - before, messages.size());
        return new MessagePage(messages.subList(from, to), from > 0, to < messages.size());
    }

    /** Removes the oldest messages. */
    List<Message> purge(int count) {
        List<Message> removed = List.copyOf(messages.subList(0, count));
        messages.subList(0, count).clear();
        purgedSeq += count;
        for (Message message : removed) {
            sent.remove(new SendKey(message.from(), message.clientMessageId()));
        }
        return removed;
    }

    /** Puts a pseudonym for one of the members, of whom nothing else is left but what they wrote. */
    void rename(UserId member, UserId pseudonym) {
        topic = Topic.of(pseudonym, topic.peerOf(member), topic.context());
        markers.remove(member);
        sent.keySet().removeIf(key -> key.author().equals(member));
        messages.replaceAll(message -> renamed(message, member, pseudonym));
    }

    static Message renamed(Message message, UserId author, UserId pseudonym) {
        return message.from().equals(author)
                ? new Message(
                        message.conversation(),
                        message.seq(),
                        pseudonym,
                        message.at(),
                        message.clientMessageId(),
                        message.content())
                : message;
    }
}
