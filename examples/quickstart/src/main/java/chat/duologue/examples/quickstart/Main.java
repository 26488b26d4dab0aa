package chat.duologue.examples.quickstart;

import chat.duologue.ChatServer;
import chat.duologue.FloodControl;
import chat.duologue.jetty.JettyChatServer;
import chat.duologue.jetty.OriginRule;
import chat.duologue.jetty.attachments.FileSystemAttachments;
import chat.duologue.model.ChatException;
import chat.duologue.spi.Bus;
import chat.duologue.store.jdbc.EmbeddedDatabase;
import chat.duologue.store.jdbc.JdbcChatStore;
import chat.duologue.store.spi.ChatStore;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Function;

/** A chat server on 127.0.0.1 with a web page, for trials: whoever says a name is believed. */
public final class Main implements AutoCloseable {
    /** The chat server's four reader threads and its writer, and a few for what the store does beside. */
    private static final int CONNECTIONS = 8;

    private final HikariDataSource database;
    private final JdbcChatStore store;
    private final JettyChatServer server;

    private Main(HikariDataSource database, JdbcChatStore store, JettyChatServer server) {
        this.database = database;
        this.store = store;
        this.server = server;
    }

    /** Runs until the process is ended. */
    public static void main(String[] arguments) {
        if (List.of(arguments).contains("--help")) {
            System.out.print(Options.USAGE);
            return;
        }
        try {
            Options options = Options.parse(List.of(arguments), System.getenv());
            if (options.task() != Options.Task.SERVE) {
                System.exit(Maintenance.run(options, System.out));
            }
            Main quickstart = start(options);
            Runtime.getRuntime().addShutdownHook(new Thread(quickstart::close, "quickstart-stop"));
            quickstart.announce(System.out);
            Thread.currentThread().join();
        } catch (ChatException | IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static Main start(Options options) throws IOException {
        Tokens tokens = Tokens.withKeyIn(options.data());
        byte[] attachmentKey = KeyFile.in(options.data(), "attachments.key");
        HikariDataSource database = pool(options);
        try {
            FileSystemAttachments attachments = FileSystemAttachments.in(
                            options.data().resolve("attachments"), attachmentKey)
                    .build();
            JdbcChatStore store = JdbcChatStore.open(database, options.tables());
            ChatServer.Builder chat = ChatServer.builder()
                    .store(store)
                    .authenticator(credentials -> tokens.identify(credentials.token()))
                    .attachments(attachments)
                    .floodControl(options.floodControl() ? FloodControl.DEFAULTS : FloodControl.OFF);
            Function<ChatStore, Bus> bus = options.bus();
            if (bus != null) {
                chat.bus(bus.apply(store));
            }
            JettyChatServer server = JettyChatServer.of(chat.build())
                    .port(options.port())
                    .origins(OriginRule.of("http://127.0.0.1:" + options.port(), "http://localhost:" + options.port()))
                    .attachments(attachments)
                    .handler(new LoginHandler(tokens))
                    .handler(new PageHandler())
                    .start();
            return new Main(database, store, server);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** Connects when it is first asked, so that the store can say in a sentence what is wrong. */
    static HikariDataSource pool(Options options) {
        HikariDataSource pool = new HikariDataSource();
        pool.setMaximumPoolSize(CONNECTIONS);
        Database database = options.database();
        if (database == null) {
            String url = EmbeddedDatabase.inFolder(options.data()).url();
            pool.setJdbcUrl(options.task() == Options.Task.SERVE ? url : url + ";IFEXISTS=TRUE");
            return pool;
        }
        pool.setJdbcUrl(database.url());
        if (database.user() != null) {
            pool.setUsername(database.user());
        }
        if (database.password() != null) {
            pool.setPassword(database.password());
        }
        return pool;
    }

    int port() {
        return server.port();
    }

    private void announce(PrintStream out) {
        out.println("Duologue runs at http://127.0.0.1:" + port() + "/ (Ctrl-C ends it)");
        out.println(
                "Open it in two browser windows and sign in with two names. For trials only: there are no passwords.");
    }

    @Override
    public void close() {
        server.close();
        store.close();
        database.close();
    }
}
