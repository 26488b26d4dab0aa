package chat.duologue.store.jdbc;

import chat.duologue.model.Anchor;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Write;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Measures what a page and a send take as a PostgreSQL database grows: a history page of 50 somewhere in a conversation, the
 * newest 20 of a user's conversations, a resume of 300 events, one message. Everyone has ten conversations of 100 messages
 * each. Each call is for a random user; but those who send to whom the store remembers are as many in each size. Run its
 * main method; arguments: numbers of messages, in thousands. The sizes take turns, call by call, so that none has the
 * better minute or the warmer processor; and all pages are read once before, unmeasured.
 */
final class GrowthBenchmark implements AutoCloseable {
    private static final int CALLS = 4_000;
    private static final int CALLS_BEFORE = 2_000;
    private static final int CONVERSATIONS_OF_A_USER = 10;
    private static final int MESSAGES_OF_A_CONVERSATION = 100;
    private static final int EVENTS_OF_A_USER = CONVERSATIONS_OF_A_USER * MESSAGES_OF_A_CONVERSATION;
    private static final int RESUMED = 300;
    /** As many as the smallest database has users, and few enough for the store to remember all of them. */
    private static final int SENDERS = 20;

    private static final List<Consumer<GrowthBenchmark>> PAGES =
            List.of(GrowthBenchmark::history, GrowthBenchmark::list, GrowthBenchmark::resume);
    /** After the pages: what is sent makes the streams of a small database longer than those of a large one. */
    private static final List<Consumer<GrowthBenchmark>> SENDS =
            List.of(GrowthBenchmark::send, GrowthBenchmark::sendToForgotten);

    private final TestDatabase database = TestDatabase.fresh(DatabaseKind.POSTGRESQL);
    private final int messages;
    private final int users;
    private final long bytes;
    private final Random random;
    private final JdbcChatStore store;
    private final JdbcChatStore forgetful;
    private final List<Long> times = new ArrayList<>();
    private final StringBuilder row = new StringBuilder();

    private GrowthBenchmark(int messages) throws SQLException {
        this.messages = messages;
        users = messages / (EVENTS_OF_A_USER / 2);
        random = new Random(messages);
        JdbcChatStore.open(database.dataSource());
        seed(database, users);
        bytes = Long.parseLong(database.query("SELECT pg_total_relation_size('duologue_message')")
                .get(0));
        store = JdbcChatStore.open(database.dataSource());
        forgetful = JdbcChatStore.open(
                database.dataSource(), JdbcStoreOptions.builder().remembered(0).build());
    }

    public static void main(String[] args) throws Exception {
        List<GrowthBenchmark> sizes = new ArrayList<>();
        for (String size : args.length > 0 ? List.of(args) : List.of("10", "1000", "10000")) {
            sizes.add(new GrowthBenchmark(Integer.parseInt(size) * 1_000));
        }
        PAGES.forEach(column -> inTurns(CALLS, sizes, column));
        PAGES.forEach(column -> measure(sizes, column));
        SENDS.forEach(column -> measure(sizes, column));
        System.out.println("| messages | history page p50, p99 (ms) | list | resume | send"
                + " | send to whom the store does not remember | bytes per message |");
        System.out.println("|--:|--:|--:|--:|--:|--:|--:|");
        for (GrowthBenchmark size : sizes) {
            System.out.println("| %,d %s| %d |".formatted(size.messages, size.row, size.bytes / size.messages));
            size.close();
        }
    }

    private static void inTurns(int calls, List<GrowthBenchmark> sizes, Consumer<GrowthBenchmark> call) {
        for (int i = 0; i < calls; i++) {
            sizes.forEach(call);
        }
    }

    /** The median and the 99th percentile. */
    private static void measure(List<GrowthBenchmark> sizes, Consumer<GrowthBenchmark> call) {
        inTurns(CALLS_BEFORE, sizes, call);
        sizes.forEach(size -> size.times.clear());
        inTurns(CALLS, sizes, call);
        for (GrowthBenchmark size : sizes) {
            List<Long> sorted = size.times.stream().sorted().toList();
            size.row.append("| %.2f, %.2f ".formatted(sorted.get(CALLS / 2) / 1e6, sorted.get(CALLS * 99 / 100) / 1e6));
        }
    }

    private void history() {
        int user = random.nextInt(users);
        UserId name = name(user);
        int step = 1 + random.nextInt(CONVERSATIONS_OF_A_USER / 2);
        Conversation conversation = store.conversation(name, new WithPeer(name((user + step) % users)))
                .orElseThrow();
        long before = 51 + random.nextInt(50);
        timed(() -> store.messages(name, conversation.id(), new Anchor.Before(before), 50));
    }

    private void list() {
        UserId name = name(random.nextInt(users));
        timed(() -> store.conversations(name, ConversationFilter.ALL, Long.MAX_VALUE, 20));
    }

    private void resume() {
        UserId name = name(random.nextInt(users));
        timed(() -> store.events(name, EVENTS_OF_A_USER - RESUMED, RESUMED));
    }

    private void send() {
        send(store, random.nextInt(SENDERS) * (users / SENDERS));
    }

    private void sendToForgotten() {
        send(forgetful, random.nextInt(users));
    }

    private void send(JdbcChatStore through, int user) {
        int peer = (user + 1 + random.nextInt(CONVERSATIONS_OF_A_USER / 2)) % users;
        Write.Send message = Chatter.send(name(user), name(peer), "x".repeat(200));
        timed(() -> through.write(List.of(message)));
    }

    private void timed(Runnable call) {
        long start = System.nanoTime();
        call.run();
        times.add(System.nanoTime() - start);
    }

    @Override
    public void close() {
        database.close();
    }

    private static UserId name(int user) {
        return new UserId("user" + user);
    }

    /** User u talks with the five after it and the five before it, in turns: so every offset follows from the numbers. */
    private static void seed(TestDatabase database, int users) throws SQLException {
        String talks = "generate_series(0, " + (users - 1) + ") AS u (u), generate_series(1, 5) AS d (d)";
        String other = "(u + d) % " + users;
        database.execute(
                "ALTER TABLE duologue_revision DROP CONSTRAINT duologue_revision_message",
                "ALTER TABLE duologue_attachment DROP CONSTRAINT duologue_attachment_message",
                "ALTER TABLE duologue_message DROP CONSTRAINT duologue_message_conversation",
                "ALTER TABLE duologue_message DROP CONSTRAINT duologue_message_pk",
                "ALTER TABLE duologue_message DROP CONSTRAINT duologue_message_once",
                "ALTER TABLE duologue_message DROP CONSTRAINT duologue_message_from",
                "ALTER TABLE duologue_message DROP CONSTRAINT duologue_message_to",
                "INSERT INTO duologue_user (id, name, head, trimmed_to, acked, unread, top_conversation, upkeep, erased)"
                        + " SELECT u + 1, 'user' || u, " + EVENTS_OF_A_USER + ", 0, 0, 0, 0, 0, FALSE FROM"
                        + " generate_series(0, " + (users - 1) + ") AS u (u)",
                "INSERT INTO duologue_conversation SELECT u * 5 + d, least(u, " + other + ") + 1, greatest(u, " + other
                        + ") + 1, '', 0, 0,"
                        + " CASE WHEN u < " + other + " THEN 990 + d ELSE 995 + d END, FALSE, 100, 100, 50,"
                        + " CASE WHEN u > " + other + " THEN 990 + d ELSE 995 + d END, FALSE, 100, 100, 50 FROM "
                        + talks,
                "INSERT INTO duologue_message (conversation_id, seq, low_count, from_user, from_offset, to_user,"
                        + " to_offset, sent_at, client_key, text)"
                        + " SELECT u * 5 + d, j, (j + 1) / 2, f + 1, (j - 1) * 10 + CASE WHEN f = u THEN d ELSE 5 + d"
                        + " END, t + 1, (j - 1) * 10 + CASE WHEN t = u THEN d ELSE 5 + d END, 1790000000000 + j,"
                        + " gen_random_uuid(), repeat('x', 200) FROM (SELECT u, d, j,"
                        + " CASE WHEN (j % 2 = 1) = (u < " + other + ") THEN u ELSE " + other + " END AS f,"
                        + " CASE WHEN (j % 2 = 1) = (u < " + other + ") THEN " + other + " ELSE u END AS t FROM "
                        + "generate_series(1, " + MESSAGES_OF_A_CONVERSATION + ") AS j (j), " + talks + ") AS said",
                "ALTER TABLE duologue_message ADD CONSTRAINT duologue_message_pk PRIMARY KEY (conversation_id, seq)",
                "ALTER TABLE duologue_message ADD CONSTRAINT duologue_message_once UNIQUE (conversation_id, from_user,"
                        + " client_key)",
                "ALTER TABLE duologue_message ADD CONSTRAINT duologue_message_from UNIQUE (from_user, from_offset)",
                "ALTER TABLE duologue_message ADD CONSTRAINT duologue_message_to UNIQUE (to_user, to_offset)",
                "ALTER TABLE duologue_message ADD CONSTRAINT duologue_message_conversation FOREIGN KEY"
                        + " (conversation_id) REFERENCES duologue_conversation (id)",
                "ALTER TABLE duologue_revision ADD CONSTRAINT duologue_revision_message FOREIGN KEY"
                        + " (conversation_id, seq) REFERENCES duologue_message",
                "ALTER TABLE duologue_attachment ADD CONSTRAINT duologue_attachment_message FOREIGN KEY"
                        + " (conversation_id, seq) REFERENCES duologue_message",
                "VACUUM (ANALYZE) duologue_message",
                "VACUUM (ANALYZE) duologue_conversation",
                "VACUUM (ANALYZE) duologue_user",
                "CHECKPOINT");
    }
}
