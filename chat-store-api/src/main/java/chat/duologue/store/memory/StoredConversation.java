package chat.duologue.store.memory;

import chat.duologue.model.Anchor;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.Quote;
import chat.duologue.model.Reaction;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What is kept of a conversation. Guarded by the store's lock. */
final class StoredConversation {
    /** Under which a repeated send is known. */
    record SendKey(UserId author, ClientMessageId clientMessageId) {}

    final ConversationId id;
    Topic topic;
    /** Up to this {@code seq} the messages were removed. */
    long purgedSeq = 0;
    /** The message of {@code seq} n is at index n - 1 - purgedSeq, without a quote. */
    final List<Message> messages = new ArrayList<>();

    /** What was said before, oldest first. */
    final Map<Long, List<Message>> revisions = new HashMap<>();

    /** Those of each message, the last changed one last; false where it was taken back. */
    final Map<Long, Map<Reaction, Boolean>> reactions = new HashMap<>();

    final Map<UserId, Set<Long>> hidden = new HashMap<>();
    final Map<SendKey, Long> sent = new HashMap<>();
    final Map<UserId, Markers> markers = new HashMap<>();
    final Map<UserId, Settings> settings = new HashMap<>();

    StoredConversation(ConversationId id, Topic topic) {
        this.id = id;
        this.topic = topic;
    }

    long lastSeq() {
        return purgedSeq + messages.size();
    }

    boolean has(long seq) {
        return seq > purgedSeq && seq <= lastSeq();
    }

    /** The message as it stands now; it has to be there. */
    Message message(long seq) {
        return quoting(messages.get(place(seq)));
    }

    void replace(Message message) {
        messages.set(place(message.seq()), message.quoting(null));
    }

    private int place(long seq) {
        return (int) (seq - 1 - purgedSeq);
    }

    private Message quoting(Message message) {
        Content content = message.content();
        Long answered = content == null ? null : content.replyTo();
        return answered == null || !has(answered) ? message : message.quoting(Quote.of(messages.get(place(answered))));
    }

    Markers markers(UserId member) {
        return markers.getOrDefault(member, Markers.NONE);
    }

    Settings settings(UserId member) {
        return settings.getOrDefault(member, Settings.NONE);
    }

    Map<Reaction, Boolean> reactions(long seq) {
        return reactions.computeIfAbsent(seq, s -> new LinkedHashMap<>());
    }

    Set<Long> hiddenBy(UserId member) {
        return hidden.computeIfAbsent(member, m -> new HashSet<>());
    }

    /** Only for a conversation with a message. */
    Conversation seenBy(UserId member) {
        UserId peer = topic.peerOf(member);
        Markers own = markers(member);
        Set<Long> hiddenOnes = hiddenBy(member);
        long unread = messages.stream()
                .filter(message ->
                        message.seq() > own.readSeq() && message.from().equals(peer))
                .filter(message -> !message.isRecalled() && !hiddenOnes.contains(message.seq()))
                .count();
        Message last = message(lastSeq());
        return new Conversation(
                id,
                peer,
                topic.context(),
                hiddenOnes.contains(last.seq()) ? last.hidden() : last,
                unread,
                own,
                markers(peer),
                settings(member));
    }

    /** An anchor names a gap between two messages; the page is so many before the gap and so many after it. */
    MessagePage page(UserId reader, Anchor anchor, int rows, boolean withHidden) {
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
        Set<Long> hiddenOnes = hiddenBy(reader);
        List<Message> readable = messages.stream()
                .filter(message -> withHidden || !hiddenOnes.contains(message.seq()))
                .toList();
        int place =
                (int) readable.stream().filter(message -> message.seq() <= gap).count();
        int from = Math.max(place - before, 0);
        int to = Math.min(place + rows - before, readable.size());
        List<Message> page =
                readable.subList(from, to).stream().map(this::quoting).toList();
        return new MessagePage(page, from > 0, to < readable.size(), reactionsTo(page), hiddenOf(page, hiddenOnes));
    }

    private static Set<Long> hiddenOf(List<Message> page, Set<Long> hiddenOnes) {
        return page.stream().map(Message::seq).filter(hiddenOnes::contains).collect(Collectors.toSet());
    }

    private Map<Long, List<Reaction>> reactionsTo(List<Message> page) {
        Map<Long, List<Reaction>> found = new HashMap<>();
        for (Message message : page) {
            List<Reaction> standing = reactionsTo(message.seq());
            if (!standing.isEmpty()) {
                found.put(message.seq(), standing);
            }
        }
        return found;
    }

    List<Reaction> reactionsTo(long seq) {
        return reactions.getOrDefault(seq, Map.of()).entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Removes the oldest messages. */
    void purge(int count) {
        for (Message message : messages.subList(0, count)) {
            sent.remove(new SendKey(message.from(), message.clientMessageId()));
            revisions.remove(message.seq());
            reactions.remove(message.seq());
            hidden.values().forEach(hiddenOnes -> hiddenOnes.remove(message.seq()));
        }
        messages.subList(0, count).clear();
        purgedSeq += count;
    }

    /** Puts a pseudonym for one of the members, of whom nothing else is left but what they wrote. */
    void rename(UserId member, UserId pseudonym) {
        topic = Topic.of(pseudonym, topic.peerOf(member), topic.context());
        markers.remove(member);
        settings.remove(member);
        hidden.remove(member);
        sent.keySet().removeIf(key -> key.author().equals(member));
        reactions
                .values()
                .forEach(ofMessage ->
                        ofMessage.keySet().removeIf(reaction -> reaction.by().equals(member)));
        messages.replaceAll(message -> renamed(message, member, pseudonym));
        revisions.values().forEach(said -> said.replaceAll(message -> renamed(message, member, pseudonym)));
    }

    private static Message renamed(Message message, UserId author, UserId pseudonym) {
        return message.from().equals(author) ? message.by(pseudonym) : message;
    }
}
