package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Attachment;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a batch changes in the database: users, conversations, events, messages, blocks. */
final class BatchStatements {
    private record File(PlacedMessage message, long place, Attachment attachment) {}

    private record Revision(MessageKey key, Message message) {}

    private final RowsStatement<UserState> updateCounts;
    private final RowsStatement<UserState> updateExpectedCounts;
    private final RowsStatement<UserState> updateUsers;
    private final RowsStatement<UserState> updateExpectedUsers;
    private final RowsStatement<ConversationState> updateConversations;
    private final RowsStatement<ConversationState> updateRareColumns;
    private final RowsStatement<BatchEvents.Row> insertEvents;
    private final RowsStatement<BatchEvents.Row> moveEvents;
    private final RowsStatement<BatchEvents.Row> moveReactions;
    private final RowsStatement<PlacedMessage> insertMessages;
    private final RowsStatement<File> insertAttachments;
    private final RowsStatement<MessageState> updateMessages;
    private final RowsStatement<MessageState> deleteAttachments;
    private final RowsStatement<MessageState> deleteRevisions;
    private final RowsStatement<Revision> insertRevisions;
    private final RowsStatement<BatchBlocks.Row> insertBlocks;
    private final RowsStatement<BatchBlocks.Row> updateBlocks;

    BatchStatements(Tables tables, Dialect dialect) {
        List<Column<UserState>> userKey = List.of(Column.number("id", user -> user.user.id()));
        Column<UserState> head = Column.number("head", row -> row.head);
        Column<UserState> unread = Column.number("unread", row -> row.unread);
        List<Column<UserState>> counts = List.of(head, unread);
        List<Column<UserState>> user = List.of(
                head,
                unread,
                Column.number("acked", row -> row.acked),
                Column.number("top_conversation", row -> row.topConversation));
        // unread and top_conversation change with one of these
        List<Column<UserState>> expected = List.of(
                Column.number("head", row -> row.before.head()), Column.number("upkeep", row -> row.before.upkeep()));
        updateCounts = dialect.update(tables.user(), userKey, List.of(), counts);
        updateExpectedCounts = dialect.update(tables.user(), userKey, expected, counts);
        updateUsers = dialect.update(tables.user(), userKey, List.of(), user);
        updateExpectedUsers = dialect.update(
                tables.user(),
                userKey,
                all(expected, List.of(Column.number("acked", row -> row.before.acked()))),
                user);
        List<Column<ConversationState>> conversationKey = List.of(Column.number("id", row -> row.known.id()));
        updateConversations = dialect.update(
                tables.conversation(),
                conversationKey,
                List.of(),
                List.of(
                        Column.number("low_list_offset", row -> row.low.listOffset),
                        Column.flag("low_has_unread", row -> row.low.hasUnread),
                        Column.number("low_delivered", row -> row.low.markers.deliveredSeq()),
                        Column.number("low_read", row -> row.low.markers.readSeq()),
                        Column.number("low_seen", row -> row.low.seen),
                        Column.number("high_list_offset", row -> row.high.listOffset),
                        Column.flag("high_has_unread", row -> row.high.hasUnread),
                        Column.number("high_delivered", row -> row.high.markers.deliveredSeq()),
                        Column.number("high_read", row -> row.high.markers.readSeq()),
                        Column.number("high_seen", row -> row.high.seen)));
        updateRareColumns = dialect.update(
                tables.conversation(),
                conversationKey,
                List.of(),
                List.of(
                        Column.flag("reacted", row -> row.reacted),
                        Column.number("low_gone", row -> row.low.gone),
                        Column.flag("low_hid", row -> row.low.hid),
                        Column.number("low_muted_until", row -> row.low.mutedUntil()),
                        Column.flag("low_pinned", row -> row.low.settings.pinned()),
                        Column.flag("low_archived", row -> row.low.settings.archived()),
                        Column.number("low_archive_offset", row -> row.low.archiveOffset()),
                        Column.number("high_gone", row -> row.high.gone),
                        Column.flag("high_hid", row -> row.high.hid),
                        Column.number("high_muted_until", row -> row.high.mutedUntil()),
                        Column.flag("high_pinned", row -> row.high.settings.pinned()),
                        Column.flag("high_archived", row -> row.high.settings.archived()),
                        Column.number("high_archive_offset", row -> row.high.archiveOffset())));

        List<Column<BatchEvents.Row>> eventKey = List.of(
                Column.number("conversation_id", row -> row.key.conversation()),
                Column.number("user_id", row -> row.key.user()),
                Column.number("seq", row -> row.key.seq()),
                Column.number("kind", row -> row.key.kind().number),
                Column.number("by_user", row -> row.key.by()));
        Column<BatchEvents.Row> reaction = Column.text("reaction", row -> row.key.reaction());
        List<Column<BatchEvents.Row>> event = List.of(
                Column.number("event_offset", row -> row.offset),
                Column.flag("removed", row -> row.removed),
                Column.number("delivered_seq", row -> row.delivered),
                Column.number("read_seq", row -> row.read));
        insertEvents = dialect.insert(tables.event(), all(eventKey, List.of(reaction), event));
        moveEvents = dialect.update(tables.event(), eventKey, List.of(), event);
        moveReactions = dialect.change(tables.event(), all(eventKey, List.of(reaction)), event);

        insertMessages = dialect.insert(
                tables.message(),
                List.of(
                        Column.number("conversation_id", row -> row.key().conversation()),
                        Column.number("seq", row -> row.message().seq()),
                        Column.number("low_count", PlacedMessage::lowCount),
                        Column.number("from_user", row -> row.from().id()),
                        Column.number("from_offset", PlacedMessage::fromOffset),
                        Column.number("to_user", row -> row.to().id()),
                        Column.number("to_offset", PlacedMessage::toOffset),
                        Column.number("sent_at", row -> row.message().at().toEpochMilli()),
                        Column.clientKey("client_key", row -> row.key().key()),
                        Column.text("client_id", row -> row.key().key().isHash() ? id(row) : null),
                        Column.text("text", row -> row.content().text()),
                        Column.text("data", row -> row.content().data()),
                        Column.numberOrNull("reply_to", row -> row.content().replyTo()),
                        Column.numberOrNull(
                                "attachments", row -> orNull(row.content().attachments()))));
        insertAttachments = dialect.insert(
                tables.attachment(),
                List.of(
                        Column.number(
                                "conversation_id", row -> row.message().key().conversation()),
                        Column.number("seq", row -> row.message().message().seq()),
                        Column.number("place", File::place),
                        Column.number("from_user", row -> row.message().from().id()),
                        Column.text("ref", row -> row.attachment().ref()),
                        Column.text("name", row -> row.attachment().name()),
                        Column.text("media_type", row -> row.attachment().mediaType()),
                        Column.number("bytes", row -> row.attachment().bytes()),
                        Column.text("sha256", row -> row.attachment().sha256()),
                        Column.text("preview", row -> row.attachment().preview())));
        List<Column<MessageState>> messageKey = List.of(
                Column.number("conversation_id", row -> row.key.conversation()),
                Column.number("seq", row -> row.key.seq()));
        updateMessages = dialect.change(
                tables.message(),
                messageKey,
                List.of(
                        Column.text("text", row -> said(row.message, Content::text)),
                        Column.text("data", row -> said(row.message, Content::data)),
                        Column.numberOrNull("reply_to", row -> said(row.message, Content::replyTo)),
                        Column.numberOrNull(
                                "attachments", row -> said(row.message, said -> orNull(said.attachments()))),
                        Column.number("revision", row -> row.message.revision()),
                        Column.number("changed_at", row -> millis(row.message))));
        deleteAttachments = dialect.delete(tables.attachment(), messageKey);
        deleteRevisions = dialect.delete(tables.revision(), messageKey);
        insertRevisions = dialect.insert(
                tables.revision(),
                List.of(
                        Column.number("conversation_id", row -> row.key().conversation()),
                        Column.number("seq", row -> row.key().seq()),
                        Column.number("revision", row -> row.message().revision()),
                        Column.number("said_at", row -> millis(row.message())),
                        Column.text("text", row -> said(row.message(), Content::text)),
                        Column.text("data", row -> said(row.message(), Content::data))));

        List<Column<BatchBlocks.Row>> blockKey =
                List.of(Column.number("user_id", row -> row.user), Column.number("peer_id", row -> row.peer));
        List<Column<BatchBlocks.Row>> block =
                List.of(Column.flag("blocked", row -> row.blocked), Column.number("event_offset", row -> row.offset));
        insertBlocks = dialect.insert(tables.block(), all(blockKey, block));
        updateBlocks = dialect.update(tables.block(), blockKey, List.of(), block);
    }

    @SafeVarargs
    private static <T> List<Column<T>> all(List<Column<T>>... some) {
        List<Column<T>> all = new ArrayList<>();
        for (List<Column<T>> columns : some) {
            all.addAll(columns);
        }
        return all;
    }

    private static String id(PlacedMessage row) {
        ClientMessageId id = row.message().clientMessageId();
        return id.value();
    }

    private static @Nullable Long orNull(List<Attachment> attachments) {
        return attachments.isEmpty() ? null : (long) attachments.size();
    }

    private interface Part<T> {
        @Nullable T of(Content content);
    }

    private static <T> @Nullable T said(Message message, Part<T> part) {
        Content content = message.content();
        return content == null ? null : part.of(content);
    }

    /** Since when the message says what it says. */
    private static long millis(Message message) {
        Instant changedAt = message.changedAt();
        return (changedAt == null ? message.at() : changedAt).toEpochMilli();
    }

    /** @param locked whether the users' rows are; if not, the changes fail where one is not as it was taken to be */
    List<RowsChange<?>> changes(BatchChanges batch, boolean locked) {
        BatchRows rows = batch.rows;
        Collection<BatchEvents.Row> events = batch.events.rows();
        List<MessageState> changed = batch.named.changed();
        List<MessageState> recalled =
                changed.stream().filter(state -> state.message.isRecalled()).toList();
        List<RowsChange<?>> changes = new ArrayList<>();
        Collection<UserState> users = locked ? rows.changedUsers() : rows.users();
        if (users.stream().allMatch(UserState::onlyCounts)) {
            add(changes, locked ? updateCounts : updateExpectedCounts, users);
        } else {
            add(changes, locked ? updateUsers : updateExpectedUsers, users);
        }
        add(changes, updateConversations, rows.changedConversations());
        add(changes, updateRareColumns, rows.rarelyChangedConversations());
        add(changes, insertEvents, which(events, event -> !event.moves));
        add(changes, moveEvents, which(events, event -> event.moves && event.key.kind() != EventKind.REACTION));
        add(changes, moveReactions, which(events, event -> event.moves && event.key.kind() == EventKind.REACTION));
        add(changes, insertMessages, batch.messages);
        add(changes, insertAttachments, files(batch.messages));
        add(changes, updateMessages, changed);
        add(changes, deleteAttachments, recalled);
        add(changes, deleteRevisions, recalled);
        add(changes, insertRevisions, revisions(changed));
        add(changes, insertBlocks, which(batch.blocks.changed(), block -> !block.moves));
        add(changes, updateBlocks, which(batch.blocks.changed(), block -> block.moves));
        return changes;
    }

    private static <T> void add(List<RowsChange<?>> changes, RowsStatement<T> statement, Collection<T> rows) {
        if (!rows.isEmpty()) {
            changes.add(new RowsChange<>(statement, List.copyOf(rows)));
        }
    }

    private static <T> List<T> which(Collection<T> rows, Predicate<T> which) {
        return rows.stream().filter(which).toList();
    }

    private static List<File> files(List<PlacedMessage> messages) {
        List<File> files = new ArrayList<>(0);
        for (PlacedMessage message : messages) {
            for (Attachment attachment : message.content().attachments()) {
                files.add(new File(message, files.size(), attachment));
            }
        }
        return files;
    }

    private static List<Revision> revisions(List<MessageState> changed) {
        List<Revision> revisions = new ArrayList<>(0);
        for (MessageState state : changed) {
            state.kept.forEach(message -> revisions.add(new Revision(state.key, message)));
        }
        return revisions;
    }
}
