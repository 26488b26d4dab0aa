package chat.duologue.examples.cluster;

import chat.duologue.ChatServer;
import chat.duologue.ChatServerOptions;
import chat.duologue.Credentials;
import chat.duologue.FloodControl;
import chat.duologue.Identity;
import chat.duologue.PollingBus;
import chat.duologue.bus.nats.NatsBus;
import chat.duologue.jetty.JettyChatServer;
import chat.duologue.model.ChatException;
import chat.duologue.spi.Bus;
import chat.duologue.store.jdbc.JdbcChatStore;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node of a chat that runs on several, over PostgreSQL. Start as many as you like: they find each other by the database
 * and the bus alone. It prints {@code ready on PORT} when it serves; SIGTERM drains and stops it. The environment says how:
 *
 * <ul>
 *   <li>{@code DUOLOGUE_HOST}, {@code DUOLOGUE_PORT}: where to listen; default 127.0.0.1 and 8080, 0 for any free port
 *   <li>{@code DUOLOGUE_DB_URL}: {@code jdbc:postgresql://…}; {@code DUOLOGUE_DB_USER}, {@code DUOLOGUE_DB_PASSWORD} where the
 *       URL does not say them
 *   <li>{@code DUOLOGUE_NATS_URL}: one or more NATS servers, with commas between them; default none: then each node asks the
 *       database twice a second
 *   <li>{@code DUOLOGUE_TOKEN_SECRET}: what signs tokens ({@link SignedTokens})
 *   <li>{@code DUOLOGUE_DRAIN}: how long a stop may take, default {@code PT10S}; {@code DUOLOGUE_DRAIN_LEAD}: how much of that passes
 *       before it closes anyone, so that the load balancer can notice, at most half; default {@code PT2S}
 *   <li>{@code DUOLOGUE_TRUSTED_PROXIES}: the load balancers' addresses, with commas between them; default none
 * </ul>
 *
 * Load balancers ask {@code /health/ready}. With {@code --trial} a token is the user's name, nobody is limited, the secret is not
 * needed, and the log tells who logs in from where.
 */
public final class ClusterNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);
    private static final int CONNECTIONS = 10;

    private final HikariDataSource database;
    private final JdbcChatStore store;
    private final JettyChatServer server;

    private ClusterNode(HikariDataSource database, JdbcChatStore store, JettyChatServer server) {
        this.database = database;
        this.store = store;
        this.server = server;
    }

    /** Runs until the process is ended. */
    public static void main(String[] arguments) {
        try {
            ClusterNode node =
                    start(new Environment(System.getenv()), List.of(arguments).contains("--trial"));
            Runtime.getRuntime().addShutdownHook(new Thread(node::close, "cluster-node-stop"));
            System.out.println("ready on " + node.server.port());
            Thread.currentThread().join();
        } catch (ChatException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ClusterNode start(Environment environment, boolean trial) {
        ChatServerOptions options = ChatServerOptions.builder()
                .drainTimeout(Duration.parse(environment.get("DUOLOGUE_DRAIN", "PT10S")))
                .drainLead(Duration.parse(environment.get("DUOLOGUE_DRAIN_LEAD", "PT2S")))
                .build();
        HikariDataSource database = pool(environment);
        JdbcChatStore store = JdbcChatStore.open(database);
        ChatServer chat = ChatServer.builder()
                .store(store)
                .bus(bus(environment, store))
                .authenticator(
                        trial ? ClusterNode::believe : new SignedTokens(environment.get("DUOLOGUE_TOKEN_SECRET")))
                .floodControl(trial ? FloodControl.OFF : FloodControl.DEFAULTS)
                .options(options)
                .build();
        JettyChatServer server = JettyChatServer.of(chat)
                .host(environment.get("DUOLOGUE_HOST", "127.0.0.1"))
                .port(Integer.parseInt(environment.get("DUOLOGUE_PORT", "8080")))
                .health("/health")
                .trustedProxies(environment.list("DUOLOGUE_TRUSTED_PROXIES"))
                .start();
        return new ClusterNode(database, store, server);
    }

    private static Optional<Identity> believe(Credentials credentials) {
        Optional<Identity> identity = Optional.ofNullable(credentials.token()).map(Identity::of);
        identity.ifPresent(who -> LOG.info(
                "{} logs in from {}", who.user(), credentials.handshake().remoteAddress()));
        return identity;
    }

    private static Bus bus(Environment environment, JdbcChatStore store) {
        String nats = environment.get("DUOLOGUE_NATS_URL", "");
        return nats.isEmpty() ? PollingBus.over(store, Duration.ofMillis(500)) : NatsBus.to(nats);
    }

    /** What docs/databases.md says; the URL may say otherwise. */
    private static HikariDataSource pool(Environment environment) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(environment.get("DUOLOGUE_DB_URL"));
        String user = environment.get("DUOLOGUE_DB_USER", "");
        if (!user.isEmpty()) {
            pool.setUsername(user);
            pool.setPassword(environment.get("DUOLOGUE_DB_PASSWORD", ""));
        }
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setConnectionTimeout(3_000);
        pool.setValidationTimeout(1_000);
        pool.addDataSourceProperty("socketTimeout", "30");
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        pool.addDataSourceProperty("options", "-c lock_timeout=5s -c idle_in_transaction_session_timeout=10s");
        return pool;
    }

    /** Drains, and stops. */
    @Override
    public void close() {
        server.close();
        store.close();
        database.close();
    }
}
