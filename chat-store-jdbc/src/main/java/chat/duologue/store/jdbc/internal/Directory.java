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
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is who: names and numbers of users and conversations, remembered for as many as fit. Thread-safe. */
final class Directory {
    /** No user: names have no control characters. */
    private static final UserId NOBODY = new UserId("-");

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
        String users = "SELECT id, name FROM " + tables.user() + " WHERE ";
        String conversations = "SELECT c.id, c.context, l.id, l.name, h.id, h.name FROM " + tables.conversation()
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
        return ListQuery.in(select, "", dialect.longestList(), NOBODY, (statement, at, name) -> {
            statement.setString(at, name.value());
            return at + 1;
        });
    }

    @Nullable KnownUser user(Connection connection, UserId name) throws SQLException {
        return users(connection, Set.of(name)).get(name);
    }

    /** The number of a user whose row is known to exist. */
    KnownUser user(Connection connection, long id) throws SQLException {
        return Objects.requireNonNull(users(connection, List.of(id)).get(id));
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
            KnownUser user = remember(new KnownUser(row.getLong(1), new UserId(row.getString(2))));
            found.put(user.name(), user);
        });
        return found;
    }

    Map<Long, KnownUser> users(Connection connection, Collection<Long> ids) throws SQLException {
        Map<Long, KnownUser> found = new HashMap<>();
        List<Long> missing = remembered(usersById, ids, found);
        selectUsersById.forEachRow(connection, missing, row -> {
            KnownUser user = remember(new KnownUser(row.getLong(1), new UserId(row.getString(2))));
            found.put(user.id(), user);
        });
        return found;
    }

    /** Those of the conversations that have a row. */
    Map<Long, KnownConversation> conversations(Connection connection, Collection<Long> ids) throws SQLException {
        Map<Long, KnownConversation> found = new HashMap<>();
        List<Long> missing = remembered(conversationsById, ids, found);
        selectConversationsById.forEachRow(connection, missing, row -> {
            KnownConversation conversation = remember(row);
            found.put(conversation.id(), conversation);
        });
        return found;
    }

    Map<Topic, KnownConversation> conversationsOn(Connection connection, Set<Topic> topics) throws SQLException {
        Map<Topic, KnownConversation> found = new HashMap<>();
        List<Topic> missing = remembered(conversationsByTopic, topics, found);
        selectConversationsByTopic.forEachRow(connection, missing, row -> {
            KnownConversation conversation = remember(row);
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

    private KnownUser remember(KnownUser user) {
        usersByName.put(user.name(), user);
        usersById.put(user.id(), user);
        return user;
    }

    private KnownConversation remember(ResultSet row) throws SQLException {
        long id = row.getLong(1);
        KnownConversation conversation = new KnownConversation(
                id,
                ConversationCode.encode(id),
                remember(new KnownUser(row.getLong(3), new UserId(row.getString(4)))),
                remember(new KnownUser(row.getLong(5), new UserId(row.getString(6)))),
                row.getString(2));
        conversationsByTopic.put(conversation.topic(), conversation);
        conversationsById.put(id, conversation);
        return conversation;
    }
}
