package chat.duologue.store.jdbc.internal;

import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.UserId;
import chat.duologue.store.jdbc.internal.KnownConversation.Topic;
import chat.duologue.store.spi.Write;
import java.sql.Connection;
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
    private static final long NO_CONVERSATION = -1;

    private final RandomIds ids = new RandomIds();
    private final RowsStatement<NewUser> insertUsers;
    private final RowsStatement<NewConversation> insertConversations;
    private final RowsQuery<Long> lockUsers;

    private record NewUser(long id, UserId name) {}

    private record NewConversation(long id, Topic topic) {}

    Introductions(Tables tables, Dialect dialect, Directory directory) {
        this.directory = directory;
        List<Column<NewUser>> user = new ArrayList<>(List.of(
                Column.number("id", NewUser::id),
                Column.text("name", row -> row.name().value())));
        for (String count : List.of("head", "trimmed_to", "acked", "unread", "top_conversation", "upkeep")) {
            user.add(Column.number(count, row -> 0));
        }
        user.add(Column.flag("erased", row -> false));
        insertUsers = dialect.insert(tables.user(), user);
        List<Column<NewConversation>> conversation = new ArrayList<>(List.of(
                Column.number("id", NewConversation::id),
                Column.number("low_user", row -> row.topic().low()),
                Column.number("high_user", row -> row.topic().high()),
                Column.text("context", row -> row.topic().context()),
                Column.number("purged_seq", row -> 0),
                Column.number("purged_low_count", row -> 0)));
        for (String side : List.of("low_", "high_")) {
            for (String count : List.of("list_offset", "delivered", "read", "seen")) {
                conversation.add(Column.number(side + count, row -> 0));
            }
            conversation.add(Column.flag(side + "has_unread", row -> false));
        }
        insertConversations = dialect.insert(tables.conversation(), conversation);
        lockUsers = dialect.in("SELECT id FROM " + tables.user() + " WHERE id", " ORDER BY id" + dialect.lock());
    }

    /** The target of each write as far as there is one, in the batch's order. */
    List<Target> find(Connection connection, List<? extends Write> batch) throws SQLException {
        return targets(connection, null, batch);
    }

    /**
     * The target of each write, in the batch's order. Commits what it inserts; where another writer was faster this fails
     * on a taken key, and works when it is called again in a new transaction.
     */
    List<Target> targets(Borrowed transaction, List<? extends Write> batch) throws SQLException {
        return targets(transaction.connection(), transaction, batch);
    }

    private List<Target> targets(Connection connection, @Nullable Borrowed creating, List<? extends Write> batch)
            throws SQLException {
        Map<UserId, KnownUser> users = users(connection, creating, batch);
        Map<Topic, KnownConversation> byTopic = byTopic(connection, creating, batch, users);
        Map<Long, KnownConversation> byId = byId(connection, batch);
        List<Target> targets = new ArrayList<>(batch.size());
        for (Write write : batch) {
            KnownUser by = living(users, write.by());
            KnownConversation named = byId.get(id(write).orElse(NO_CONVERSATION));
            if (by != null && named != null && !named.has(by)) {
                directory.requireCurrent(connection, by);
            }
            targets.add(new Target(
                    by,
                    by == null ? null : conversation(write, by, users, byTopic, byId),
                    write instanceof Write.Block block ? living(users, block.user()) : null));
        }
        return targets;
    }

    private Map<UserId, KnownUser> users(
            Connection connection, @Nullable Borrowed creating, List<? extends Write> batch) throws SQLException {
        Set<UserId> names = new HashSet<>();
        for (Write write : batch) {
            names.add(write.by());
            UserId other = other(write);
            if (other != null) {
                names.add(other);
            }
        }
        Map<UserId, KnownUser> users = directory.users(connection, names);
        if (creating == null || users.size() == names.size()) {
            return users;
        }
        Set<UserId> needed = needed(batch, users.keySet());
        if (!needed.isEmpty()) {
            insertUsers.execute(
                    connection,
                    needed.stream().map(name -> new NewUser(ids.next(), name)).toList());
            creating.commitAndGoOn();
            users = directory.users(connection, names);
        }
        return users;
    }

    /** The user that a write names beside the one who asks, and who need not be there. */
    private static @Nullable UserId other(Write write) {
        if (write instanceof Write.Block block) {
            return block.user();
        }
        return write instanceof Write.Send send && send.conversation() instanceof ConversationRef.WithPeer with
                ? with.peer()
                : null;
    }

    /** Those who are to be there, but for those that are. */
    private static Set<UserId> needed(List<? extends Write> batch, Set<UserId> there) {
        Set<UserId> needed = new TreeSet<>();
        for (Write write : batch) {
            UserId other = other(write);
            if (other != null) {
                needed.add(write.by());
                needed.add(other);
            }
        }
        needed.removeAll(there);
        return needed;
    }

    private Map<Topic, KnownConversation> byTopic(
            Connection connection,
            @Nullable Borrowed creating,
            List<? extends Write> batch,
            Map<UserId, KnownUser> users)
            throws SQLException {
        Set<Topic> topics = new HashSet<>();
        for (Write write : batch) {
            Topic topic = topic(write, users);
            if (topic != null) {
                topics.add(topic);
            }
        }
        Map<Topic, KnownConversation> found = directory.conversationsOn(connection, topics);
        if (creating != null && found.size() < topics.size()) {
            Set<Topic> missing = new TreeSet<>(BY_MEMBERS);
            missing.addAll(topics);
            missing.removeAll(found.keySet());
            lockMembers(connection, missing);
            insertConversations.execute(
                    connection,
                    missing.stream()
                            .map(topic -> new NewConversation(ids.next(), topic))
                            .toList());
            creating.commitAndGoOn();
            found = directory.conversationsOn(connection, topics);
        }
        return found;
    }

    /** In the order in which batches lock: foreign keys would lock the same rows in the order of the conversations. */
    private void lockMembers(Connection connection, Set<Topic> topics) throws SQLException {
        Set<Long> members = new TreeSet<>();
        topics.forEach(topic -> members.addAll(List.of(topic.low(), topic.high())));
        lockUsers.forEachRow(connection, new ArrayList<>(members), row -> {});
    }

    private Map<Long, KnownConversation> byId(Connection connection, List<? extends Write> batch) throws SQLException {
        Set<Long> ids = new HashSet<>();
        for (Write write : batch) {
            OptionalLong id = id(write);
            if (id.isPresent()) {
                ids.add(id.getAsLong());
            }
        }
        return ids.isEmpty() ? new HashMap<>() : directory.conversations(connection, ids);
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
            KnownUser by = living(users, send.by());
            KnownUser peer = living(users, with.peer());
            return by == null || peer == null ? null : Topic.of(by, peer, with.context());
        }
        return null;
    }

    /** Nobody does anything under the name of who was erased, and nothing is sent there. */
    private static @Nullable KnownUser living(Map<UserId, KnownUser> users, UserId name) {
        KnownUser user = users.get(name);
        return user == null || user.erased() ? null : user;
    }

    private static OptionalLong id(Write write) {
        ConversationId id = null;
        if (write instanceof Write.OfConversation existing) {
            id = existing.conversation();
        } else if (write instanceof Write.Send send
                && send.conversation() instanceof ConversationRef.Existing existing) {
            id = existing.id();
        }
        return id == null ? OptionalLong.empty() : ConversationCode.decode(id);
    }
}
