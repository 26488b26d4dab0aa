package chat.duologue.examples.cluster.chaos;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.examples.cluster.chaos.ProxyProcess.Kind;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Three nodes behind the load balancers that the example has files for. */
class BehindProxyTest {
    private static final String CLIENT = "127.0.0.2";
    private static final int USUAL_IDLE_SECONDS = 60;
    /** A little more than a heartbeat. */
    private static final int LITTLE_IDLE_SECONDS = 30;

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Network NETWORK = new Network(List.of(), PATIENCE);

    @TempDir
    private static Path folder;

    private static TestCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        cluster = new TestCluster(3, folder);
    }

    @AfterAll
    static void stop() throws IOException {
        if (cluster != null) {
            cluster.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileANodeDrainsAllGetInAtTheOthersAtOnce(Kind kind) throws Exception {
        try (ProxyProcess proxy = new ProxyProcess(kind, cluster.nodes(), USUAL_IDLE_SECONDS);
                Session alice = new Session("alice-" + kind, proxy.address());
                Session bob = new Session("bob-" + kind, proxy.address())) {
            for (NodeProcess node : cluster.nodes()) {
                int starts = node.starts();
                node.terminate();
                Awaitility.await().atMost(PATIENCE).until(() -> {
                    alice.goOnIfAway();
                    bob.goOnIfAway();
                    newcomersGetIn(proxy);
                    return node.starts() > starts;
                });
                alice.goOnIfAway();
                bob.goOnIfAway();
                TestCluster.awaitReady(node);
                Thread.sleep(2_000); // HAProxy looks whether it is there twice, nginx stays away from it for a second
                alice.send(bob, "after " + node);
                assertThat(bob.nextText()).isEqualTo("after " + node);
            }
            assertThat(List.of(alice.moves, bob.moves)).allMatch(moves -> moves >= 1);
        }
    }

    /** So many that some would be the draining node's. */
    private static void newcomersGetIn(ProxyProcess proxy) throws InterruptedException {
        List<Session> newcomers = new ArrayList<>();
        for (int i = 0; i < 2 * cluster.nodes().size(); i++) {
            newcomers.add(new Session("newcomer-" + i, proxy.address()));
        }
        newcomers.forEach(Session::close);
    }

    @Test
    void anIdleConnectionIsKept() throws Exception {
        try (ProxyProcess haproxy = new ProxyProcess(Kind.HAPROXY, cluster.nodes(), LITTLE_IDLE_SECONDS);
                ProxyProcess nginx = new ProxyProcess(Kind.NGINX, cluster.nodes(), LITTLE_IDLE_SECONDS);
                Session one = new Session("one", haproxy.address());
                Session other = new Session("other", nginx.address())) {
            Thread.sleep(Duration.ofSeconds(LITTLE_IDLE_SECONDS + 7).toMillis());
            one.send(other, "still here?");
            assertThat(other.nextText()).isEqualTo("still here?");
            other.send(one, "yes");
            assertThat(one.nextText()).isEqualTo("still here?"); // which was theirs
            assertThat(one.nextText()).isEqualTo("yes");
        }
    }

    @ParameterizedTest
    @EnumSource
    void nodesSeeTheClientsOwnAddressWhateverItClaims(Kind kind) throws Exception {
        String user = "claimant-" + kind;
        try (ProxyProcess proxy = new ProxyProcess(kind, cluster.nodes(), USUAL_IDLE_SECONDS);
                Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(CLIENT, 0));
            socket.connect(new InetSocketAddress("127.0.0.1", proxy.port()));
            String request = """
                    GET /chat HTTP/1.1
                    Host: chat
                    Connection: Upgrade
                    Upgrade: websocket
                    Sec-WebSocket-Version: 13
                    Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==
                    Sec-WebSocket-Protocol: duologue.v1.json
                    Forwarded: for=203.0.113.7
                    X-Forwarded-For: 203.0.113.8

                    """;
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.write(request.replace("\n", "\r\n").getBytes(US_ASCII));
            byte[] hello = Dialog.hello(user).toString().getBytes(US_ASCII);
            out.write(new byte[] {(byte) 0x81, (byte) (0x80 | hello.length)}); // a text, masked, shorter than 126
            out.writeInt(0); // the mask
            out.write(hello);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(logs()).contains(user + " logs in from " + CLIENT + "\n"));
        }
    }

    private static String logs() throws IOException {
        StringBuilder text = new StringBuilder();
        try (var files = Files.newDirectoryStream(folder, "*.log")) {
            for (Path file : files) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    /** One that goes on elsewhere when it is sent away, and has to be let in at the first attempt. */
    private static final class Session implements AutoCloseable {
        private final String user;
        private final URI address;
        private final String stream;
        private Dialog dialog;
        private long offset;
        private int moves;

        Session(String user, URI address) throws InterruptedException {
            this.user = user;
            this.address = address;
            open();
            stream = dialog.ask(Dialog.hello(user)).required("stream").stringValue();
        }

        private void open() throws InterruptedException {
            dialog = new Dialog(user);
            dialog.open(NETWORK, address);
        }

        void goOnIfAway() throws InterruptedException {
            if (dialog.hasEnded()) {
                assertThat(dialog.take("ended").required("code").intValue()).isEqualTo(1001);
                open();
                JsonNode answer = dialog.ask(Dialog.hello(user, stream, offset));
                assertThat(answer.required("resumed").booleanValue()).isTrue();
                moves++;
            }
        }

        void send(Session to, String text) throws InterruptedException {
            dialog.ask(Dialog.frame("send")
                    .put("to", to.user)
                    .put("clientMessageId", UUID.randomUUID().toString())
                    .put("text", text));
        }

        String nextText() throws InterruptedException {
            JsonNode event;
            do {
                event = dialog.take("event");
                offset = event.required("offset").longValue();
            } while (!event.required("kind").stringValue().equals("message"));
            return event.required("text").stringValue();
        }

        @Override
        public void close() {
            dialog.abort();
        }
    }
}
