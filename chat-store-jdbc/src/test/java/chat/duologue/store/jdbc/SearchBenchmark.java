package chat.duologue.store.jdbc;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.SearchQuery;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.DuePage;
import chat.duologue.store.spi.MessageSearch;
import chat.duologue.store.spi.MessageSearch.HitPage;
import chat.duologue.store.spi.Write;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Measures what a search takes, and what its index costs. Half of the messages are of one user, with 50 peers; the others of 500
 * pairs. Texts have about 200 characters, of 50,000 words as frequent as words are (Zipf); one in eight is Chinese, with 40. Run its
 * main method; arguments: the kind of database, and how many messages, in thousands. On PostgreSQL it then compares with full-text
 * search by a GIN index.
 */
final class SearchBenchmark {
    private static final UserId BUSY = new UserId("busy");
    private static final int PEERS = 50;
    private static final int PAIRS = 500;
    private static final int CALLS = 400;
    private static final int WORDS = 50_000;
    private static final int CHARACTERS = 3_000;
    private static final double[] WORD_WEIGHTS = zipf(WORDS);
    private static final double[] CHARACTER_WEIGHTS = zipf(CHARACTERS);

    private SearchBenchmark() {}

    public static void main(String[] args) throws Exception {
        DatabaseKind kind = DatabaseKind.valueOf(args[0]);
        int messages = Integer.parseInt(args[1]) * 1_000;
        try (TestDatabase database = TestDatabase.fresh(kind)) {
            JdbcChatStore store = JdbcChatStore.open(database.dataSource());
            Random random = new Random(1);
            System.out.printf("%,d messages on %s%n", messages, kind);
            print("stored", () -> seed(store, random, messages));
            System.out.println(sizes(kind, database));
            MessageSearch search = store.search().orElseThrow();
            print("indexed", () -> index(search));
            analyze(kind, database);
            System.out.println(sizes(kind, database));
            print("nothing due", () -> index(search));
            System.out.println("| found | busy p50, p99 (ms) | others |");
            measure(search, random, CALLS);
            if (kind == DatabaseKind.POSTGRESQL) {
                compareWithGin(database, random);
            }
        }
    }

    private static void print(String what, Runnable work) {
        long start = System.nanoTime();
        work.run();
        System.out.printf("%s in %.1f s%n", what, (System.nanoTime() - start) / 1e9);
    }

    private static double[] zipf(int count) {
        double[] sums = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += 1.0 / (i + 1);
            sums[i] = sum;
        }
        return sums;
    }

    private static int draw(Random random, double[] weights) {
        int found = Arrays.binarySearch(weights, random.nextDouble() * weights[weights.length - 1]);
        return found < 0 ? -found - 1 : found;
    }

    /** The same number is always the same word; frequent ones are short. */
    private static String word(int number) {
        StringBuilder word = new StringBuilder();
        for (int rest = number * 31 + 7; rest > 0; rest /= 14) {
            word.append("bdfgklmnprstvz".charAt(rest % 14)).append("aeiou".charAt(rest % 5));
        }
        return word.toString();
    }

    private static String text(Random random, int number) {
        StringBuilder text = new StringBuilder();
        if (number % 8 == 0) {
            while (text.length() < 40) {
                text.appendCodePoint(0x4E00 + draw(random, CHARACTER_WEIGHTS));
            }
            return text.toString();
        }
        if (number % 50_000 == 1) {
            text.append("xylophone ");
        }
        while (text.length() < 200) {
            text.append(word(draw(random, WORD_WEIGHTS))).append(' ');
        }
        return text.toString();
    }

    private static void seed(JdbcChatStore store, Random random, int messages) {
        List<Write> batch = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            int pair = random.nextInt(PAIRS);
            UserId one = i % 2 == 0 ? BUSY : new UserId("one" + pair);
            UserId other = i % 2 == 0 ? new UserId("peer" + pair % PEERS) : new UserId("other" + pair);
            boolean turned = random.nextBoolean();
            batch.add(new Write.Send(
                    turned ? one : other,
                    new WithPeer(turned ? other : one),
                    new ClientMessageId(UUID.randomUUID().toString()),
                    Content.text(text(random, i / 2)),
                    Instant.ofEpochMilli(1_790_000_000_000L + i)));
            if (batch.size() == 256 || i == messages - 1) {
                store.write(batch);
                batch.clear();
            }
        }
    }

    private static void index(MessageSearch search) {
        UserId after = null;
        do {
            DuePage page = search.due(after, 200);
            for (UserId user : page.users()) {
                boolean more = true;
                while (more) {
                    more = search.index(user);
                }
            }
            after = page.next().orElse(null);
        } while (after != null);
    }

    private static void analyze(DatabaseKind kind, TestDatabase database) throws SQLException {
        if (kind == DatabaseKind.POSTGRESQL) {
            database.execute("VACUUM (ANALYZE)");
        }
    }

    private static String sizes(DatabaseKind kind, TestDatabase database) throws SQLException {
        return switch (kind) {
            case POSTGRESQL ->
                "bytes of messages, index: "
                        + database.query("SELECT pg_total_relation_size('duologue_message')"
                                + " || ', ' || pg_total_relation_size('duologue_search')");
            case H2 -> "";
            default ->
                "bytes of tables: "
                        + database.query("SELECT CONCAT(table_name, ' ', data_length + index_length) FROM"
                                + " information_schema.tables WHERE table_schema = DATABASE() AND table_name IN"
                                + " ('duologue_message', 'duologue_search')");
        };
    }

    private static void measure(MessageSearch search, Random random, int calls) {
        for (List<String> what : List.of(
                List.of("a rare word", "xylophone"),
                List.of("a frequent word", word(0)),
                List.of("two frequent words", word(3) + " " + word(9)),
                List.of("two rarer words", word(900) + " " + word(1_500)),
                List.of("two Chinese characters", Character.toString(0x4E00) + Character.toString(0x4E03)),
                List.of(
                        "two rare Chinese characters",
                        Character.toString(0x4E00 + 700) + Character.toString(0x4E00 + 900)),
                List.of("the beginning of a word", word(40_000).substring(0, 4)),
                List.of("nothing", "nowheretobefound"))) {
            SearchQuery query = new SearchQuery(what.get(1));
            int[] hits = new int[1];
            String busy = time(calls, i -> hits[0] = all(search, BUSY, query));
            String others = time(calls, i -> all(search, new UserId("one" + random.nextInt(PAIRS)), query));
            System.out.printf("| %s (%d hits) | %s | %s |%n", what.get(0), hits[0], busy, others);
        }
    }

    /** A page of 50, and as many pages more as it takes until it is full. */
    private static int all(MessageSearch search, UserId reader, SearchQuery query) {
        int hits = 0;
        long before = Long.MAX_VALUE;
        while (hits < 50) {
            HitPage page = search.find(reader, null, query, before, 50 - hits).orElseThrow();
            hits += page.hits().size();
            if (page.next().isEmpty()) {
                break;
            }
            before = page.next().getAsLong();
        }
        return hits;
    }

    private static String time(int calls, Consumer<Integer> call) {
        for (int i = 0; i < calls / 4; i++) {
            call.accept(i);
        }
        long[] times = new long[calls];
        for (int i = 0; i < calls; i++) {
            long start = System.nanoTime();
            call.accept(i);
            times[i] = System.nanoTime() - start;
        }
        Arrays.sort(times);
        return "%.1f, %.1f".formatted(times[calls / 2] / 1e6, times[calls * 99 / 100] / 1e6);
    }

    /** One row a message, found by its words and by the numbers of both members, which stand among them. */
    private static void compareWithGin(TestDatabase database, Random random) throws SQLException {
        print(
                "GIN: rows made",
                () -> run(
                        database,
                        "CREATE TABLE gin AS SELECT conversation_id, seq, from_user, to_user, from_offset, to_offset,"
                                + " array_to_tsvector(tsvector_to_array(to_tsvector('simple', text)) || ARRAY['@' ||"
                                + " from_user, '@' || to_user]) AS words FROM duologue_message",
                        "ALTER TABLE gin ADD PRIMARY KEY (conversation_id, seq)"));
        print("GIN: index made", () -> run(database, "CREATE INDEX gin_words ON gin USING gin (words)"));
        run(database, "VACUUM (ANALYZE) gin");
        System.out.println(
                "GIN: bytes of the table with its indexes: " + database.query("SELECT pg_total_relation_size('gin')"));
        String user = "@"
                + database.query("SELECT id FROM duologue_user WHERE name = 'busy'")
                        .get(0);
        String sql =
                "SELECT conversation_id, seq FROM gin WHERE words @@ ?::tsquery ORDER BY CASE WHEN '@' || from_user ="
                        + " ? THEN from_offset ELSE to_offset END DESC LIMIT 50";
        for (List<String> what : List.of(
                List.of("a rare word", "xylophone"),
                List.of("a frequent word", word(0)),
                List.of("two frequent words", word(3) + "' & '" + word(9)),
                List.of("two rarer words", word(900) + "' & '" + word(1_500)))) {
            String time = time(20, i -> gin(database, sql, "'" + user + "' & '" + what.get(1) + "'", user));
            System.out.printf("| GIN: %s | %s |%n", what.get(0), time);
        }
    }

    private static void run(TestDatabase database, String... statements) {
        try {
            database.execute(statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void gin(TestDatabase database, String sql, String query, String user) {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, query);
            statement.setString(2, user);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    row.getLong(1);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
