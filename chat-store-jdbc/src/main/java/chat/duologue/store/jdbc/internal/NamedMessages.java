package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Content;
import chat.duologue.model.Message;
import chat.duologue.model.Quote;
import chat.duologue.store.spi.Write;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The messages that a batch's writes name, stored earlier or earlier in the batch, with what has happened to them. */
final class NamedMessages {
    /** A member's view of a message, or with {@code seq} 0 of the conversation: where to look for events. */
    private record View(long conversation, long user, long seq) {
        static final View NONE = new View(0, 0, 0);
    }

    /** The statements that look. */
    static final class Lookup {
        private final MessageReads messages;
        private final RowsQuery<View> events;

        /** @param tail what the queries end with */
        Lookup(Tables tables, Dialect dialect, Directory directory, String tail) {
            messages = new MessageReads(tables, dialect, directory::users, tail);
            events = ListQuery.each(
                    "SELECT conversation_id, seq, user_id, kind, by_user, reaction, removed FROM " + tables.event()
                            + " WHERE conversation_id = ? AND user_id = ? AND seq = ?" + tail,
                    View.NONE,
                    (statement, at, view) -> {
                        statement.setLong(at, view.conversation());
                        statement.setLong(at + 1, view.user());
                        statement.setLong(at + 2, view.seq());
                        return at + 3;
                    });
        }

        /** To be called while the conversations are locked, or taken for what is remembered of them. */
        NamedMessages find(Connection connection, List<? extends Write> batch, List<Target> targets)
                throws SQLException {
            NamedMessages found = new NamedMessages();
            Set<MessageKey> keys = new HashSet<>();
            Set<View> views = new HashSet<>();
            for (int i = 0; i < batch.size(); i++) {
                KnownUser by = targets.get(i).by();
                KnownConversation conversation = targets.get(i).conversation();
                if (by != null && conversation != null) {
                    name(batch.get(i), by, conversation, keys, views);
                }
            }
            List<MessageRow> rows =
                    new ArrayList<>(messages.rows(connection, keys).values());
            List<Message> complete = messages.complete(connection, rows);
            for (int i = 0; i < rows.size(); i++) {
                MessageKey key = rows.get(i).key();
                found.messages.put(key, new MessageState(key, complete.get(i)));
            }
            events.forEachRow(connection, List.copyOf(views), row -> {
                MessageKey key = new MessageKey(row.getLong(1), row.getLong(2));
                EventKind kind = EventKind.of(row.getLong(4));
                MessageState message = found.messages.get(key);
                if (kind == EventKind.SETTINGS) {
                    found.withSettings.add(new View(key.conversation(), row.getLong(3), 0));
                } else if (message != null && kind == EventKind.HIDDEN) {
                    message.hiddenBy.add(row.getLong(3));
                } else if (message != null && kind == EventKind.REACTION) {
                    message.reactionsOf(row.getLong(5)).put(row.getString(6), !row.getBoolean(7));
                }
            });
            return found;
        }

        private static void name(
                Write write, KnownUser by, KnownConversation conversation, Set<MessageKey> keys, Set<View> views) {
            if (write instanceof Write.OfMessage one) {
                keys.add(new MessageKey(conversation.id(), one.seq()));
                Stream.of(conversation.low(), conversation.high())
                        .filter(member -> write instanceof Write.Recall || member.id() == by.id())
                        .forEach(member -> views.add(new View(conversation.id(), member.id(), one.seq())));
            } else if (write instanceof Write.Configure) {
                views.add(new View(conversation.id(), by.id(), 0));
            } else if (write instanceof Write.Send send && send.content().replyTo() != null) {
                keys.add(new MessageKey(conversation.id(), send.content().replyTo()));
            }
        }
    }

    private final Map<MessageKey, MessageState> messages = new HashMap<>();
    private final Set<View> withSettings = new HashSet<>();

    private NamedMessages() {}

    /** The message; null where there is none. */
    @Nullable MessageState get(long conversation, long seq) {
        return messages.get(new MessageKey(conversation, seq));
    }

    /** A message as it stands now: what it answers may have changed since it was found. */
    Message now(long conversation, Message message) {
        Content content = message.content();
        MessageState answered =
                content == null || content.replyTo() == null ? null : get(conversation, content.replyTo());
        return answered == null || !answered.changed ? message : message.quoting(Quote.of(answered.message));
    }

    /** One that the batch stores. */
    void add(PlacedMessage placed) {
        MessageKey key =
                new MessageKey(placed.key().conversation(), placed.message().seq());
        messages.put(key, new MessageState(key, placed.message()));
    }

    /** Whether an event that tells the member's settings lies in the member's stream, from before the batch. */
    boolean hasSettingsEvent(long conversation, long user) {
        return withSettings.contains(new View(conversation, user, 0));
    }

    List<MessageState> changed() {
        return messages.values().stream().filter(message -> message.changed).toList();
    }
}
