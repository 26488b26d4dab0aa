package chat.duologue.examples.cluster.chaos;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import chat.duologue.bus.nats.NatsServer;
import chat.duologue.store.jdbc.DatabaseKind;
import chat.duologue.store.jdbc.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.awaitility.Awaitility;

/** Nodes in processes of their own, a PostgreSQL and a NATS server, and lines between them that can be cut. */
final class TestCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern ADDRESS = Pattern.compile("//([^/:]+):(\\d+)/");

    private final NatsServer bus = new NatsServer();
    private final TestDatabase database = TestDatabase.fresh(DatabaseKind.POSTGRESQL);
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final List<TcpProxy> toDatabase = new ArrayList<>();
    private final List<TcpProxy> toBus = new ArrayList<>();
    private final ScheduledExecutorService supervisor = Executors.newSingleThreadScheduledExecutor();

    /** Returns when all of them serve. */
    TestCluster(int size, Path folder) throws IOException {
        Files.createDirectories(folder);
        Matcher address = ADDRESS.matcher(database.url());
        if (!address.find()) {
            throw new IllegalStateException("no address of the database");
        }
        InetSocketAddress databaseServer = new InetSocketAddress(address.group(1), Integer.parseInt(address.group(2)));
        for (int i = 0; i < size; i++) {
            TcpProxy database = new TcpProxy(databaseServer);
            TcpProxy bus = new TcpProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.bus.port()));
            toDatabase.add(database);
            toBus.add(bus);
            Map<String, String> environment = Map.of(
                    "DUOLOGUE_DB_URL",
                    address.replaceFirst("//127.0.0.1:" + database.port() + "/") + "&socketTimeout=8",
                    "DUOLOGUE_NATS_URL",
                    "nats://127.0.0.1:" + bus.port(),
                    "DUOLOGUE_DRAIN",
                    "PT6S",
                    "DUOLOGUE_TRUSTED_PROXIES",
                    "127.0.0.1");
            nodes.add(new NodeProcess("node-" + i, NatsServer.freePort(), environment, folder));
        }
        nodes.get(0).start(); // the first one makes the tables, the others find them
        awaitReady(nodes.get(0));
        nodes.stream().skip(1).forEach(NodeProcess::start);
        supervisor.scheduleWithFixedDelay(() -> nodes.forEach(NodeProcess::keepRunning), 1_000, 100, MILLISECONDS);
        awaitReady();
    }

    static void awaitReady(NodeProcess node) {
        Awaitility.await().atMost(PATIENCE).until(node::isReady);
    }

    Network network() {
        return new Network(nodes.stream().map(NodeProcess::address).toList(), Duration.ofSeconds(2));
    }

    List<NodeProcess> nodes() {
        return nodes;
    }

    /** Past all that may be cut. */
    DataSource database() {
        return database.dataSource();
    }

    void begin(Fault fault) {
        NodeProcess node = nodes.get(fault.node());
        switch (fault.kind()) {
            case KILLED -> node.kill();
            case PAUSED -> node.pause();
            case DRAINED -> node.terminate();
            case BUS_HELD -> toBus.get(fault.node()).set(TcpProxy.State.HELD);
            case BUS_CUT -> toBus.get(fault.node()).set(TcpProxy.State.CUT);
            case DATABASE_HELD -> toDatabase.get(fault.node()).set(TcpProxy.State.HELD);
            case DATABASE_ANSWERS_HELD -> toDatabase.get(fault.node()).set(TcpProxy.State.ANSWERS_HELD);
            case DATABASE_CUT -> toDatabase.get(fault.node()).set(TcpProxy.State.CUT);
            case BUS_KILLED -> bus.kill();
        }
    }

    void end(Fault fault) throws IOException {
        NodeProcess node = nodes.get(fault.node());
        boolean loses = fault.lasts().toMillis() % 2 == 0; // what was held back
        switch (fault.kind()) {
            case KILLED -> node.start();
            case PAUSED -> node.resume();
            case DRAINED -> {} // it is kept running
            case BUS_HELD, BUS_CUT -> toBus.get(fault.node()).mend(loses);
            case DATABASE_HELD, DATABASE_ANSWERS_HELD, DATABASE_CUT ->
                toDatabase.get(fault.node()).mend(loses);
            case BUS_KILLED -> bus.start();
        }
    }

    void awaitReady() {
        nodes.forEach(TestCluster::awaitReady);
    }

    @Override
    public void close() throws IOException {
        supervisor.shutdownNow();
        nodes.forEach(NodeProcess::close);
        for (TcpProxy proxy : toDatabase) {
            proxy.close();
        }
        for (TcpProxy proxy : toBus) {
            proxy.close();
        }
        bus.close();
        database.close();
    }
}
