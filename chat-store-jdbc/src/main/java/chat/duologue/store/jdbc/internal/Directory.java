package chat.duologue.store.jdbc.internal;

import chat.duologue.model.UserId;
import chat.duologue.store.jdbc.internal.KnownConversation.Topic;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is who: names and numbers of users and conversations, remembered for as many as fit. Those who were erased are not
 * remembered, so that only the living can be out of date. Thread-safe.
 */
final class Directory {
    private static final Topic NO_TOPIC = new Topic(0, 0, "");

    private final Lru<UserId, KnownUser> usersByName;
    private final Lru<Long, KnownUser> usersById;
    private final Lru<Topic, KnownConversation> conversationsByTopic;
    private final Lru<Long, KnownConversation> conversationsById;

    private final RowsQuery<UserId> selectUsersByName;
    private final RowsQuery<Long> selectUsersById;
    private final RowsQuery<Topic> selectConversationsByTopic;
    private final RowsQuery<Long> selectConversationsById;

    /** @param most how many conversations; of users twice as many */
    Directory(Tables tables, Dialect dialect, int most) {
        usersByName = new Lru<>(2 * most);
        usersById = new Lru<>(2 * most);
        conversationsByTopic = new Lru<>(most);
        conversationsById = new Lru<>(most);
        String users = "SELECT id, name, erased FROM " + tables.user() + " WHERE ";
        String conversations =
                "SELECT c.id, c.context, l.id, l.name, l.erased, h.id, h.name, h.erased FROM " + tables.conversation()
                        + " c JOIN " + tables.user() + " l ON l.id = c.low_user JOIN " + tables.user()
                        + " h ON h.id = c.high_user WHERE ";
        selectUsersByName = names(users + "name", dialect);
        selectUsersById = dialect.in(users + "id", "");
        selectConversationsByTopic = ListQuery.each(
                conversations + "c.low_user = ? AND c.high_user = ? AND c.context = ?",
                NO_TOPIC,
                (statement, at, topic) -> {
                    statement.setLong(at, topic.low());
                    statement.setLong(at + 1, topic.high());
                    statement.setString(at + 2, topic.context());
                    return at + 3;
                });
        selectConversationsById = dialect.in(conversations + "c.id", "");
    }

    /** A query for users by their names; the column of the name is the last word of {@code select}. */
    static RowsQuery<UserId> names(String select, Dialect dialect) {
        RowsQuery<String> query = dialect.inTexts(select);
        return (connection, names, reader) ->
                query.forEachRow(connection, names.stream().map(UserId::value).toList(), reader);
    }

    @Nullable KnownUser user(Connection connection, UserId name) throws SQLException {
        return users(connection, Set.of(name)).get(name);
    }

    @Nullable KnownConversation conversation(Connection connection, long id) throws SQLException {
        return conversations(connection, List.of(id)).get(id);
    }

    @Nullable KnownConversation conversation(Connection connection, Topic topic) throws SQLException {
        return conversationsOn(connection, Set.of(topic)).get(topic);
    }

    /** Those of the users that exist. */
    Map<UserId, KnownUser> users(Connection connection, Set<UserId> names) throws SQLException {
        Map<UserId, KnownUser> found = new HashMap<>();
        List<UserId> missing = remembered(usersByName, names, found);
        selectUsersByName.forEachRow(connection, missing, row -> {
            KnownUser user = remember(user(row, 1));
            found.put(user.name(), user);
        });
        return found;
    }

    Map<Long, KnownUser> users(Connection connection, Collection<Long> ids) throws SQLException {
        Map<Long, KnownUser> found = new HashMap<>();
        List<Long> missing = remembered(usersById, ids, found);
        selectUsersById.forEachRow(connection, missing, row -> {
            KnownUser user = remember(user(row, 1));
            found.put(user.id(), user);
        });
        return found;
    }

    /** The same for one who goes through all there are: what is in use stays remembered. */
    Map<Long, KnownUser> usersInPassing(Connection connection, Collection<Long> ids) throws SQLException {
        Map<Long, KnownUser> found = new HashMap<>();
        List<Long> missing = remembered(usersById, ids, found);
        selectUsersById.forEachRow(connection, missing, row -> found.put(row.getLong(1), user(row, 1)));
        return found;
    }

    /** The same for one who goes through all there are: what is in use stays remembered. */
    @Nullable KnownConversation conversationInPassing(Connection connection, long id) throws SQLException {
        List<KnownConversation> found = new ArrayList<>();
        KnownConversation remembered = conversationsById.get(id);
        if (remembered != null) {
            return remembered;
        }
        selectConversationsById.forEachRow(connection, List.of(id), row -> found.add(conversation(row)));
        return found.isEmpty() ? null : found.get(0);
    }

    /**
     * To be called where a row of the user's was read.
     *
     * @param erased what the row says
     * @throws StaleName if the user was taken for a living one; now they are forgotten, and the name may be another's
     */
    void requireCurrent(KnownUser user, boolean erased) throws StaleName {
        if (erased && !user.erased()) {
            forget(Set.of(user.id()));
            throw new StaleName();
        }
    }

    /**
     * To be called where a user turns out not to be a member of a conversation that is there: it may be that of a new user of
     * the same name.
     */
    void requireCurrent(Connection connection, KnownUser user) throws SQLException {
        List<Boolean> erased = new ArrayList<>(1);
        selectUsersById.forEachRow(connection, List.of(user.id()), row -> erased.add(row.getBoolean(3)));
        requireCurrent(user, erased.contains(true));
    }

    /** Asks the database again who these are. */
    void forget(Set<Long> users) {
        if (!users.isEmpty()) {
            usersById.removeIf(user -> users.contains(user.id()));
            usersByName.removeIf(user -> users.contains(user.id()));
            Predicate<KnownConversation> theirs =
                    conversation -> users.contains(conversation.low().id())
                            || users.contains(conversation.high().id());
            conversationsById.removeIf(theirs);
            conversationsByTopic.removeIf(theirs);
        }
    }

    /** Those of the conversations that have a row. */
    Map<Long, KnownConversation> conversations(Connection connection, Collection<Long> ids) throws SQLException {
        Map<Long, KnownConversation> found = new HashMap<>();
        List<Long> missing = remembered(conversationsById, ids, found);
        selectConversationsById.forEachRow(connection, missing, row -> {
            KnownConversation conversation = remember(conversation(row));
            found.put(conversation.id(), conversation);
        });
        return found;
    }

    Map<Topic, KnownConversation> conversationsOn(Connection connection, Set<Topic> topics) throws SQLException {
        Map<Topic, KnownConversation> found = new HashMap<>();
        List<Topic> missing = remembered(conversationsByTopic, topics, found);
        selectConversationsByTopic.forEachRow(connection, missing, row -> {
            KnownConversation conversation = remember(conversation(row));
            found.put(conversation.topic(), conversation);
        });
        return found;
    }

    private static <K, V> List<K> remembered(Lru<K, V> lru, Collection<K> keys, Map<K, V> found) {
        List<K> missing = new ArrayList<>();
        for (K key : keys) {
            V value = lru.get(key);
            if (value == null) {
                missing.add(key);
            } else {
                found.put(key, value);
            }
        }
        return missing;
    }

    private static KnownUser user(ResultSet row, int first) throws SQLException {
        return new KnownUser(row.getLong(first), new UserId(row.getString(first + 1)), row.getBoolean(first + 2));
    }

    private static KnownConversation conversation(ResultSet row) throws SQLException {
        long id = row.getLong(1);
        return new KnownConversation(id, ConversationCode.encode(id), user(row, 3), user(row, 6), row.getString(2));
    }

    /** @throws StaleName if the user is remembered as a living one, under a name that may be another's by now */
    private KnownUser remember(KnownUser user) throws StaleName {
        if (!user.erased()) {
            usersByName.put(user.name(), user);
            usersById.put(user.id(), user);
        } else if (usersById.get(user.id()) != null) {
            forget(Set.of(user.id()));
            throw new StaleName();
        }
        return user;
    }

    private KnownConversation remember(KnownConversation conversation) throws StaleName {
        remember(conversation.low());
        remember(conversation.high());
        if (!conversation.hasErased()) {
            conversationsByTopic.put(conversation.topic(), conversation);
            conversationsById.put(conversation.id(), conversation);
        }
        return conversation;
    }
}
