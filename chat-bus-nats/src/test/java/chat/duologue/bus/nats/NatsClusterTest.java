package chat.duologue.bus.nats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import chat.duologue.bus.tck.BusContract;
import chat.duologue.bus.tck.Ear;
import chat.duologue.spi.Bus;
import io.nats.client.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three servers that want a password; each node begins at another one, and goes to the next where that is away. */
class NatsClusterTest extends BusContract {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final List<NatsServer> SERVERS = new ArrayList<>();
    private int nodes;

    @BeforeAll
    static void startServers() throws Exception {
        int meetingPoint = NatsServer.freePort();
        for (int i = 0; i < 3; i++) {
            int port = i == 0 ? meetingPoint : NatsServer.freePort();
            SERVERS.add(new NatsServer(
                    "--user",
                    "node",
                    "--pass",
                    "secret",
                    "--cluster_name",
                    "chat",
                    "--cluster",
                    "nats://127.0.0.1:" + port,
                    "--routes",
                    "nats://127.0.0.1:" + meetingPoint));
        }
    }

    @AfterAll
    static void stopServers() {
        SERVERS.forEach(NatsServer::close);
    }

    @Override
    protected Bus newBus() {
        int first = nodes++;
        Options.Builder options = new Options.Builder().noRandomize().userInfo("node", "secret");
        String[] urls = new String[SERVERS.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = SERVERS.get((first + i) % urls.length).url();
        }
        return NatsBus.with(options.servers(urls).build());
    }

    @Override
    protected boolean isKnownAtOnce() {
        return false;
    }

    @Test
    void whenAServerDiesItsNodesGoToAnother() throws Exception {
        Ear ear = new Ear();
        Bus one = start(new Ear());
        Bus other = start(ear); // at the second server
        other.subscribe("test.failover").toCompletableFuture().join();
        NatsServer second = SERVERS.get(1);
        int missed = ear.missed();
        second.kill();
        try {
            await().atMost(PATIENCE).until(() -> ear.missed() > missed);
            await().atMost(PATIENCE).until(() -> {
                one.publish("test.failover", "hello".getBytes(UTF_8));
                return !ear.of("test.failover").isEmpty();
            });
        } finally {
            second.start();
        }
    }
}
