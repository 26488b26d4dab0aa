package chat.duologue.store.jdbc.internal;

import chat.duologue.model.ClientMessageId;
import java.util.List;
import java.util.stream.Stream;

/** What a batch changes in the database: users, conversations, receipts, messages. */
final class BatchStatements {
    /** A receipt in one member's stream. */
    private record Receipt(ConversationState row, MemberState by, KnownUser byUser, KnownUser in, long offset) {}

    private static final int RECEIPT = 1;

    private final RowsStatement<UserState> updateUsers;
    private final RowsStatement<UserState> updateExpectedUsers;
    private final RowsStatement<ConversationState> updateConversations;
    private final RowsStatement<Receipt> insertReceipts;
    private final RowsStatement<Receipt> moveReceipts;
    private final RowsStatement<PlacedMessage> insertMessages;

    BatchStatements(Tables tables, Dialect dialect) {
        List<Column<UserState>> userKey = List.of(Column.number("id", user -> user.user.id()));
        List<Column<UserState>> user = List.of(
                Column.number("head", row -> row.head),
                Column.number("acked", row -> row.acked),
                Column.number("unread", row -> row.unread),
                Column.number("top_conversation", row -> row.topConversation));
        updateUsers = dialect.update(tables.user(), userKey, List.of(), user);
        // unread and top_conversation change with one of these
        List<Column<UserState>> expected = List.of(
                Column.number("head", row -> row.before.head()),
                Column.number("acked", row -> row.before.acked()),
                Column.number("upkeep", row -> row.before.upkeep()));
        updateExpectedUsers = dialect.update(tables.user(), userKey, expected, user);
        updateConversations = dialect.update(
                tables.conversation(),
                List.of(Column.number("id", row -> row.known.id())),
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
        List<Column<Receipt>> receiptKey = List.of(
                Column.number("conversation_id", receipt -> receipt.row().known.id()),
                Column.number("user_id", receipt -> receipt.in().id()),
                Column.number("kind", receipt -> RECEIPT),
                Column.number("subject", receipt -> receipt.byUser().id()));
        List<Column<Receipt>> receiptPlace = List.of(
                Column.number("event_offset", Receipt::offset),
                Column.number("delivered_seq", receipt -> receipt.by().markers.deliveredSeq()),
                Column.number("read_seq", receipt -> receipt.by().markers.readSeq()));
        insertReceipts = dialect.insert(
                tables.event(),
                Stream.concat(receiptKey.stream(), receiptPlace.stream()).toList());
        moveReceipts = dialect.update(tables.event(), receiptKey, List.of(), receiptPlace);
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
                        Column.text("text", row -> row.message().content().text()),
                        Column.text("data", row -> row.message().content().data()),
                        Column.numberOrNull(
                                "reply_to", row -> row.message().content().replyTo())));
    }

    private static String id(PlacedMessage row) {
        ClientMessageId id = row.message().clientMessageId();
        return id.value();
    }

    /** @param locked whether the users' rows are; if not, the changes fail where one is not as it was taken to be */
    List<RowsChange<?>> changes(BatchRows rows, List<PlacedMessage> messages, boolean locked) {
        List<ConversationState> conversations = rows.changedConversations();
        List<Receipt> receipts =
                conversations.stream().flatMap(row -> receipts(row).stream()).toList();
        return Stream.of(
                        locked
                                ? new RowsChange<>(updateUsers, rows.changedUsers())
                                : new RowsChange<>(updateExpectedUsers, List.copyOf(rows.users())),
                        new RowsChange<>(updateConversations, conversations),
                        new RowsChange<>(
                                insertReceipts,
                                receipts.stream()
                                        .filter(receipt -> !receipt.by().hadReceipt)
                                        .toList()),
                        new RowsChange<>(
                                moveReceipts,
                                receipts.stream()
                                        .filter(receipt -> receipt.by().hadReceipt)
                                        .toList()),
                        new RowsChange<>(insertMessages, messages))
                .filter(change -> !change.rows().isEmpty())
                .toList();
    }

    private static List<Receipt> receipts(ConversationState row) {
        KnownUser low = row.known.low();
        KnownUser high = row.known.high();
        return Stream.of(
                        new Receipt(row, row.low, low, low, row.low.receiptOffsetOfLow),
                        new Receipt(row, row.low, low, high, row.low.receiptOffsetOfHigh),
                        new Receipt(row, row.high, high, low, row.high.receiptOffsetOfLow),
                        new Receipt(row, row.high, high, high, row.high.receiptOffsetOfHigh))
                .filter(receipt -> receipt.offset() > 0)
                .toList();
    }
}
