package chat.duologue.examples.quickstart;

import chat.duologue.PollingBus;
import chat.duologue.bus.nats.NatsBus;
import chat.duologue.spi.Bus;
import chat.duologue.store.jdbc.JdbcStoreOptions;
import chat.duologue.store.spi.ChatStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param port where to listen on 127.0.0.1
 * @param data the folder of the embedded database, of the attachments, and of the keys that sign tokens and permits
 * @param database null for the embedded one
 * @param tables what they are called there
 * @param bus made for a store; null where this node is alone
 * @param floodControl whether clients are kept from sending as fast as they can
 * @param task what to do
 */
record Options(
        int port,
        Path data,
        @Nullable Database database,
        JdbcStoreOptions tables,
        @Nullable Function<ChatStore, Bus> bus,
        boolean floodControl,
        Task task) {
    /** What the program is run for. */
    enum Task {
        SERVE,
        VERIFY,
        NEW_STREAM_ID
    }

    /** Holds the password, since a command line is visible to every user of the machine. */
    static final String PASSWORD_VARIABLE = "DUOLOGUE_DB_PASSWORD";

    private static final Pattern INTERVAL = Pattern.compile("([1-9][0-9]{0,5})(ms|s)");

    static final String USAGE = """
            Usage: java -jar quickstart.jar [options]
              --port N             listen on 127.0.0.1:N (default 8080)
              --data DIR           keep the embedded database, attachments and keys there (default duologue-data)
              --db JDBC-URL        use that database instead of the embedded one, such as
                                   jdbc:postgresql://127.0.0.1:5432/chat or jdbc:mariadb://127.0.0.1:3306/chat
              --db-user NAME       log in to it as NAME
              --db-password TEXT   with this password; better in the environment variable DUOLOGUE_DB_PASSWORD,
                                   since every user of this machine sees command lines
              --db-prefix TEXT     what its tables' names begin with (default duologue_)
              --db-schema NAME     the schema that they are in, on MariaDB and MySQL the database
              --nats URL           one of several nodes on that database, which meet at this NATS server, or at several
                                   (nats://127.0.0.1:4222); on one machine give all of them the same --data
              --poll TIME          the same without NATS: look for what others wrote so often, such as 500ms
              --no-flood-control   let clients send as fast as they can, for load tests
              --verify             check the database instead of serving it; exits with 1 if something is wrong
              --new-stream-id      after a restore: make every client load anew; exits
              --help               show this
            """;

    /** @throws IllegalArgumentException if an option is not known or its value is wrong; the message is for people */
    static Options parse(List<String> arguments, Map<String, String> environment) {
        int port = 8080;
        Path data = Path.of("duologue-data");
        String db = null;
        String user = null;
        String password = null;
        JdbcStoreOptions.Builder tables = JdbcStoreOptions.builder();
        Function<ChatStore, Bus> bus = null;
        boolean floodControl = true;
        Task task = Task.SERVE;
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--port" -> port = port(value(option, rest));
                case "--data" -> data = Path.of(value(option, rest));
                case "--db" -> db = value(option, rest);
                case "--db-user" -> user = value(option, rest);
                case "--db-password" -> password = value(option, rest);
                case "--db-prefix" -> tables.tablePrefix(value(option, rest));
                case "--db-schema" -> tables.schema(value(option, rest));
                case "--nats" -> bus = only(bus, nats(value(option, rest)));
                case "--poll" -> bus = only(bus, polling(value(option, rest)));
                case "--verify" -> task = only(task, Task.VERIFY);
                case "--new-stream-id" -> task = only(task, Task.NEW_STREAM_ID);
                case "--no-flood-control" -> floodControl = false;
                default -> throw new IllegalArgumentException("There is no option " + option + "\n" + USAGE);
            }
        }
        if (bus != null && db == null) {
            throw new IllegalArgumentException("--nats and --poll need --db, the database that the nodes share");
        }
        return new Options(
                port, data, database(db, user, password, environment), tables.build(), bus, floodControl, task);
    }

    private static Task only(Task before, Task asked) {
        if (before != Task.SERVE && before != asked) {
            throw new IllegalArgumentException("--verify and --new-stream-id can't be had at once");
        }
        return asked;
    }

    private static Function<ChatStore, Bus> only(
            @Nullable Function<ChatStore, Bus> before, Function<ChatStore, Bus> asked) {
        if (before != null) {
            throw new IllegalArgumentException("--nats and --poll can't be had at once");
        }
        return asked;
    }

    private static @Nullable Database database(
            @Nullable String url, @Nullable String user, @Nullable String password, Map<String, String> environment) {
        if (url != null) {
            return new Database(url, user, password != null ? password : environment.get(PASSWORD_VARIABLE));
        }
        if (user != null || password != null) {
            throw new IllegalArgumentException("--db-user and --db-password need --db, the database they are for");
        }
        return null;
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value\n" + USAGE);
        }
        return rest.next();
    }

    private static Function<ChatStore, Bus> nats(String servers) {
        NatsBus bus = NatsBus.to(servers);
        return store -> bus;
    }

    private static Function<ChatStore, Bus> polling(String value) {
        Matcher matcher = INTERVAL.matcher(value);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("--poll needs a time such as 500ms or 2s, not " + value);
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration interval = matcher.group(2).equals("s") ? Duration.ofSeconds(amount) : Duration.ofMillis(amount);
        return store -> PollingBus.over(store, interval);
    }

    private static int port(String value) {
        try {
            int port = Integer.parseInt(value);
            if (port > 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException("--port needs a number from 1 to 65535, not " + value);
    }
}
