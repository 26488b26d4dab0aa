package chat.duologue.store.jdbc;

import chat.duologue.model.Anchor;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Write;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Measures what a page and a send take as a PostgreSQL database grows: a history page of 50 somewhere in a conversation, the
 * newest 20 of a user's conversations, a resume of 300 events, one message. Everyone has ten conversations of 100 messages
 * each. Each call is for a random user; but those who send to whom the store remembers are as many in each size. Run its
 * main method; arguments: numbers of messages, in thousands. All is done once before, unmeasured, so that the first size is no
 * worse for being first.
 */
final class GrowthBenchmark {
    private static final int WARM_UP = 10_000;
    private static final int CALLS = 4_000;
    private static final int CALLS_BEFORE = 2_000;
    private static final int CONVERSATIONS_OF_A_USER = 10;
    private static final int MESSAGES_OF_A_CONVERSATION = 100;
    private static final int EVENTS_OF_A_USER = CONVERSATIONS_OF_A_USER * MESSAGES_OF_A_CONVERSATION;
    private static final int RESUMED = 300;
    /** As many as the smallest database has users, and few enough for the store to remember all of them. */
    private static final int SENDERS = 20;

    private GrowthBenchmark() {}

    public static void main(String[] args) throws Exception {
        List<String> sizes = args.length > 0 ? List.of(args) : List.of("10", "1000", "10000");
        System.out.println("| messages | history page p50, p99 (ms) | list | resume | send"
                + " | send to whom the store does not remember | bytes per message |");
        System.out.println("|--:|--:|--:|--:|--:|--:|--:|");
        measure(WARM_UP);
        for (String size : sizes) {
            System.out.println(measure(Integer.parseInt(size) * 1_000));
        }
    }

    private static String measure(int messages) throws SQLException {
        try (TestDatabase database = TestDatabase.fresh(DatabaseKind.POSTGRESQL)) {
            return measure(database, messages);
        }
    }

    private static String measure(TestDatabase database, int messages) throws SQLException {
        JdbcChatStore.open(database.dataSource());
        int users = messages / (EVENTS_OF_A_USER / 2);
        seed(database, users);
        long bytes = Long.parseLong(database.query("SELECT pg_total_relation_size('duologue_message')")
                .get(0));
        JdbcChatStore store = JdbcChatStore.open(database.dataSource());
        Random random = new Random(messages);
        String history = time(random, users, user -> {
            UserId name = name(user);
            int step = 1 + random.nextInt(CONVERSATIONS_OF_A_USER / 2);
            Conversation conversation = store.conversation(name, new WithPeer(name((user + step) % users)))
                    .orElseThrow();
            long before = 51 + random.nextInt(50);
            timed(() -> store.messages(name, conversation.id(), new Anchor.Before(before), 50));
        });
        String list = time(
                random,
                users,
                user -> timed(() -> store.conversations(name(user), ConversationFilter.ALL, Long.MAX_VALUE, 20)));
        String resume =
                time(random, users, user -> timed(() -> store.events(name(user), EVENTS_OF_A_USER - RESUMED, RESUMED)));
        int apart = users / SENDERS;
        String send = time(random, SENDERS, sender -> send(store, sender * apart, users, random));
        JdbcChatStore forgetful = JdbcChatStore.open(
                database.dataSource(), JdbcStoreOptions.builder().remembered(0).build());
        String first = time(random, users, user -> send(forgetful, user, users, random));
        return "| %,d | %s | %s | %s | %s | %s | %d |"
                .formatted(messages, history, list, resume, send, first, bytes / messages);
    }

    private static void send(JdbcChatStore store, int user, int users, Random random) {
        int peer = (user + 1 + random.nextInt(CONVERSATIONS_OF_A_USER / 2)) % users;
        Write.Send message = Chatter.send(name(user), name(peer), "x".repeat(200));
        timed(() -> store.write(List.of(message)));
    }

    private static final List<Long> TIMES = new ArrayList<>();

    private static void timed(Runnable call) {
        long start = System.nanoTime();
        call.run();
        TIMES.add(System.nanoTime() - start);
    }

    /** The median and the 99th percentile. */
    private static String time(Random random, int users, Consumer<Integer> call) {
        for (int i = 0; i < CALLS_BEFORE; i++) {
            call.accept(random.nextInt(users));
        }
        TIMES.clear();
        for (int i = 0; i < CALLS; i++) {
            call.accept(random.nextInt(users));
        }
        long[] times = TIMES.stream().mapToLong(time -> time).toArray();
        Arrays.sort(times);
        return "%.2f, %.2f".formatted(times[CALLS / 2] / 1e6, times[CALLS * 99 / 100] / 1e6);
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
