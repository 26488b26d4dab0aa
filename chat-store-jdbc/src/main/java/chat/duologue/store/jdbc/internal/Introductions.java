package chat.duologue.store.jdbc.internal;

import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.UserId;
import chat.duologue.store.jdbc.internal.KnownConversation.Topic;
import chat.duologue.store.spi.Write;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds whom a batch is about. Users and conversations that a send needs and that have no row yet get one, committed
 * before the batch's own transaction begins: so rows that many senders want at once are never waited for under locks.
 */
final class Introductions {
    private static final Comparator<Topic> BY_MEMBERS =
            Comparator.comparingLong(Topic::low).thenComparingLong(Topic::high).thenComparing(Topic::context);

    private final Directory directory;
    private final RandomIds ids = new RandomIds();
    private final String insertUser;
    private final String insertConversation;

    Introductions(Tables tables, Directory directory) {
        this.directory = directory;
        insertUser = "INSERT INTO " + tables.user() + " (id, name, head, trimmed_to, acked, unread)"
                + " VALUES (?, ?, 0, 0, 0, 0)";
        insertConversation = "INSERT INTO " + tables.conversation() + " (id, low_user, high_user, context, last_seq,"
                + " low_last_offset, low_delivered, low_read, low_unread,"
                + " high_last_offset, high_delivered, high_read, high_unread)"
                + " VALUES (?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 0, 0)";
    }

    /**
     * The target of each write, in the batch's order. Commits what it inserts; where another writer was faster this fails
     * on a taken key, and works when it is called again in a new transaction.
     */
    List<Target> targets(Borrowed transaction, List<? extends Write> batch) throws SQLException {
        Map<UserId, KnownUser> users = users(transaction, batch);
        Map<Topic, KnownConversation> byTopic = byTopic(transaction, batch, users);
        Map<Long, KnownConversation> byId = byId(transaction, batch);
        List<Target> targets = new ArrayList<>(batch.size());
        for (Write write : batch) {
            KnownUser by = users.get(write.by());
            targets.add(new Target(by, by == null ? null : conversation(write, by, users, byTopic, byId)));
        }
        return targets;
    }

    private Map<UserId, KnownUser> users(Borrowed transaction, List<? extends Write> batch) throws SQLException {
        Set<UserId> names = new HashSet<>();
        Set<UserId> needed = new TreeSet<>();
        for (Write write : batch) {
            names.add(write.by());
            if (write instanceof Write.Send send && send.conversation() instanceof ConversationRef.WithPeer with) {
                names.add(with.peer());
                needed.add(send.by());
                needed.add(with.peer());
            }
        }
        Map<UserId, KnownUser> users = directory.users(transaction.connection(), names);
        needed.removeAll(users.keySet());
        if (!needed.isEmpty()) {
            try (PreparedStatement statement = transaction.connection().prepareStatement(insertUser)) {
                for (UserId name : needed) {
                    statement.setLong(1, ids.next());
                    statement.setString(2, name.value());
                    statement.addBatch();
                }
                statement.executeBatch();
            }
            transaction.commitAndGoOn();
            users = directory.users(transaction.connection(), names);
        }
        return users;
    }

    private Map<Topic, KnownConversation> byTopic(
            Borrowed transaction, List<? extends Write> batch, Map<UserId, KnownUser> users) throws SQLException {
        Set<Topic> topics = new HashSet<>();
        for (Write write : batch) {
            Topic topic = topic(write, users);
            if (topic != null) {
                topics.add(topic);
            }
        }
        Map<Topic, KnownConversation> found = directory.conversationsOn(transaction.connection(), topics);
        Set<Topic> missing = new TreeSet<>(BY_MEMBERS);
        missing.addAll(topics);
        missing.removeAll(found.keySet());
        if (!missing.isEmpty()) {
            try (PreparedStatement statement = transaction.connection().prepareStatement(insertConversation)) {
                for (Topic topic : missing) {
                    statement.setLong(1, ids.next());
                    statement.setLong(2, topic.low());
                    statement.setLong(3, topic.high());
                    statement.setString(4, topic.context());
                    statement.addBatch();
                }
                statement.executeBatch();
            }
            transaction.commitAndGoOn();
            found = directory.conversationsOn(transaction.connection(), topics);
        }
        return found;
    }

    private Map<Long, KnownConversation> byId(Borrowed transaction, List<? extends Write> batch) throws SQLException {
        Set<Long> ids = new HashSet<>();
        for (Write write : batch) {
            OptionalLong id = id(write);
            if (id.isPresent()) {
                ids.add(id.getAsLong());
            }
        }
        return ids.isEmpty() ? new HashMap<>() : directory.conversations(transaction.connection(), ids);
    }

    private static @Nullable KnownConversation conversation(
            Write write,
            KnownUser by,
            Map<UserId, KnownUser> users,
            Map<Topic, KnownConversation> byTopic,
            Map<Long, KnownConversation> byId) {
        Topic topic = topic(write, users);
        if (topic != null) {
            return byTopic.get(topic);
        }
        OptionalLong id = id(write);
        KnownConversation conversation = id.isPresent() ? byId.get(id.getAsLong()) : null;
        return conversation != null && conversation.has(by) ? conversation : null;
    }

    private static @Nullable Topic topic(Write write, Map<UserId, KnownUser> users) {
        if (write instanceof Write.Send send && send.conversation() instanceof ConversationRef.WithPeer with) {
            KnownUser by = users.get(send.by());
            KnownUser peer = users.get(with.peer());
            return by == null || peer == null ? null : Topic.of(by, peer, with.context());
        }
        return null;
    }

    private static OptionalLong id(Write write) {
        ConversationId id = null;
        if (write instanceof Write.MarkRead read) {
            id = read.conversation();
        } else if (write instanceof Write.Send send
                && send.conversation() instanceof ConversationRef.Existing existing) {
            id = existing.id();
        }
        return id == null ? OptionalLong.empty() : ConversationCode.decode(id);
    }
}
