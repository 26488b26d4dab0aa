package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose word counts about where a client comes from. The tests come from 127.0.0.1, or another loopback address. */
class TrustedProxiesTest {
    private static final String PROXY = "127.0.0.1";
    private static final String STRANGER = "127.0.0.2";
    private static final String CLIENT = "192.0.2.7";

    private final BlockingQueue<String> addresses = new LinkedBlockingQueue<>();
    private final ChatFixture chat = ChatFixture.startOn(
            transport -> transport
                    .trustedProxies(PROXY, "10.0.0.0/8", "2001:db8:1::/48")
                    .handler(new Mirror()),
            builder -> builder.authenticator(credentials -> {
                addresses.add(credentials.handshake().remoteAddress());
                return Optional.ofNullable(credentials.token()).map(Identity::of);
            }));

    private int port;

    @BeforeEach
    void listen() {
        port = chat.port();
    }

    @AfterEach
    void stop() {
        chat.close();
    }

    /** Answers with what the server believes of a request. */
    private static final class Mirror extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            String seen =
                    Request.getRemoteAddr(request) + " " + request.getHttpURI().getScheme() + " "
                            + Request.getServerName(request) + " " + request.isSecure();
            Content.Sink.write(response, true, seen, callback);
            return true;
        }
    }

    private String seen(String from, String... headers) {
        try (Socket socket = new Socket("127.0.0.1", port, InetAddress.getByName(from), 0)) {
            String request = "GET /who HTTP/1.1\r\nHost: here\r\nConnection: close\r\n"
                    + String.join(
                            "",
                            java.util.stream.Stream.of(headers)
                                    .map(h -> h + "\r\n")
                                    .toList()) + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.setSoTimeout(20_000);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.startsWith("HTTP/1.1 200")
                    ? answer.substring(answer.indexOf("\r\n\r\n") + 4)
                    : answer.split(" ")[1];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String address(String from, String... headers) {
        return seen(from, headers).split(" ")[0];
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 192.0.2.7",
                "Forwarded: for=192.0.2.7;proto=https;host=chat.example",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: chat.example"
            })
    void whoIsNoTrustedProxyIsNotBelieved(String forged) {
        assertThat(seen(STRANGER, forged)).isEqualTo(STRANGER + " http here false");
    }

    @Test
    void aTrustedProxyTellsAddressSchemeAndHost() {
        assertThat(seen(PROXY, "Forwarded: for=192.0.2.7;proto=https;host=chat.example"))
                .isEqualTo(CLIENT + " https chat.example true");
        assertThat(seen(
                        PROXY,
                        "X-Forwarded-For: 192.0.2.7",
                        "X-Forwarded-Proto: wss",
                        "X-Forwarded-Host: chat.example"))
                .isEqualTo(CLIENT + " https chat.example true");
        assertThat(seen(PROXY, "X-Forwarded-For: 192.0.2.7")).isEqualTo(CLIENT + " http here false");
        assertThat(seen(PROXY, "X-Forwarded-Proto: https")).isEqualTo(PROXY + " https here true");
        assertThat(seen(PROXY)).isEqualTo(PROXY + " http here false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "6.6.6.6, 192.0.2.7                         | 192.0.2.7",
                "127.0.0.1, 192.0.2.7                       | 192.0.2.7",
                "192.0.2.7, 10.1.2.3                        | 192.0.2.7",
                "6.6.6.6, 192.0.2.7, 10.1.2.3, 10.255.0.1   | 192.0.2.7",
                "6.6.6.6, 192.0.2.7, 2001:db8:1::5          | 192.0.2.7",
                "6.6.6.6, 2001:db8:2::5, 10.0.0.1           | [2001:db8:2:0:0:0:0:5]",
                "10.0.0.9, 10.0.0.1                         | 10.0.0.9",
                "6.6.6.6, 192.0.2.7:4711, 10.0.0.1:80       | 192.0.2.7",
                "6.6.6.6, [2001:db8:2::5]:80                | [2001:db8:2:0:0:0:0:5]",
                "6.6.6.6, ::ffff:192.0.2.7, ::ffff:10.0.0.1 | 192.0.2.7",
            })
    void ofAChainTheLastAddressThatIsNoTrustedProxysIsTheClients(String chain, String client) {
        assertThat(address(PROXY, "X-Forwarded-For: " + chain)).isEqualTo(client);
        String[] lines = java.util.stream.Stream.of(chain.split(", "))
                .map(node -> "X-Forwarded-For: " + node)
                .toArray(String[]::new);
        assertThat(address(PROXY, lines)).as("a header for each").isEqualTo(client);
        String standard = String.join(
                ", ",
                java.util.stream.Stream.of(chain.split(", "))
                        .map(node -> "for=\""
                                + (node.matches(".*:.*:.*") && !node.startsWith("[") ? "[" + node + "]" : node) + "\"")
                        .toList());
        assertThat(address(PROXY, "Forwarded: " + standard)).isEqualTo(client);
    }

    @Test
    void schemeAndHostAreThoseOfTheClientsOwnConnection() {
        assertThat(seen(
                        PROXY,
                        "Forwarded: for=6.6.6.6;proto=http;host=evil.example",
                        "Forwarded: for=192.0.2.7;proto=https;host=chat.example, for=10.0.0.1;proto=http;host=inner"))
                .isEqualTo(CLIENT + " https chat.example true");
        assertThat(seen(PROXY, "X-Forwarded-For: 192.0.2.7", "X-Forwarded-Proto: http", "X-Forwarded-Proto: https"))
                .isEqualTo(CLIENT + " https here true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown",
                "_hidden",
                "localhost",
                "192.0.2.256",
                "192.0.2",
                "3221225991",
                "0x7f.1",
                "192.0.2.07",
                "::1::",
                "fe80::1%lo",
                "[192.0.2.7]",
                "192.0.2.7 192.0.2.8",
                "\u00e4\u0001",
                "<script>"
            })
    void whatIsNoAddressIsUnknownAndTheProxyStandsForTheClient(String garbage) {
        assertThat(address(PROXY, "X-Forwarded-For: 192.0.2.7, " + garbage)).isIn(PROXY, "400");
        assertThat(address(PROXY, "X-Forwarded-For: 192.0.2.7, " + garbage + ", 10.0.0.1"))
                .isIn("10.0.0.1", "400");
        assertThat(address(PROXY, "X-Forwarded-For: " + garbage + ", 192.0.2.7"))
                .isIn(CLIENT, "400");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for=\"192.0.2.8, for=192.0.2.7",
                "for",
                "=",
                ";;;,,,",
                "for=;proto=;host=",
                "by=192.0.2.7",
                "for=unknown",
                "for=192.0.2.7\"",
                "\"",
                "for=\"[192.0.2.7\""
            })
    void aForwardedHeaderThatIsNoneNamesNobody(String garbage) {
        assertThat(seen(PROXY, "Forwarded: " + garbage)).isEqualTo(PROXY + " http here false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b:c:d", "chat.example:99999", "chat.example:", "[::g]", "a/b", "user@chat.example", "<>"})
    void schemesAndHostsThatAreNoneAreIgnored(String host) {
        assertThat(seen(PROXY, "X-Forwarded-For: 192.0.2.7", "X-Forwarded-Proto: ftp", "X-Forwarded-Host: " + host))
                .isEqualTo(CLIENT + " http here false");
    }

    /** A proxy that sets one of them leaves the other as the client sent it. */
    @Test
    void twoHeadersThatNameDifferentClientsAreRefused() {
        assertThat(seen(PROXY, "Forwarded: for=6.6.6.6", "X-Forwarded-For: 192.0.2.7"))
                .isEqualTo("400");
        assertThat(seen(PROXY, "Forwarded: for=unknown", "X-Forwarded-For: 192.0.2.7"))
                .isEqualTo("400");
        assertThat(address(PROXY, "Forwarded: for=192.0.2.7", "X-Forwarded-For: 6.6.6.6, 192.0.2.7"))
                .isEqualTo(CLIENT);
        assertThat(address(STRANGER, "Forwarded: for=6.6.6.6", "X-Forwarded-For: 192.0.2.7"))
                .isEqualTo(STRANGER);
    }

    @Test
    void theAuthenticatorSeesTheClientsAddress() throws InterruptedException {
        TestClient.connect(port, Map.of("X-Forwarded-For", "6.6.6.6, 192.0.2.7"))
                .hello("alice");
        assertThat(addresses.take()).isEqualTo(CLIENT);
        TestClient.connect(port).hello("alice");
        assertThat(addresses.take()).isEqualTo(PROXY);
    }

    @Test
    void aHostsOwnJettyCanUseThem() throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        http.addCustomizer(TrustedProxies.of(PROXY));
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Mirror());
        server.start();
        try {
            port = connector.getLocalPort();
            assertThat(address(PROXY, "X-Forwarded-For: 192.0.2.7")).isEqualTo(CLIENT);
            assertThat(address(STRANGER, "X-Forwarded-For: 192.0.2.7")).isEqualTo(STRANGER);
        } finally {
            server.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, 11.0.0.0",
        "10.1.2.3/8, 10.0.0.0, 9.255.255.255",
        "192.0.2.64/26, 192.0.2.127, 192.0.2.128",
        "192.0.2.7/31, 192.0.2.6, 192.0.2.8",
        "192.0.2.7, 192.0.2.7, 192.0.2.6",
        "2001:db8::/33, 2001:db8:7fff::1, 2001:db8:8000::",
        "::1, ::1, ::2",
        "0.0.0.0/0, 203.0.113.1, ::1",
        "::/0, ::1, 203.0.113.1"
    })
    void aRangeIsAllAddressesWithTheSameFirstBits(String range, String in, String out) throws Exception {
        assertThat(AddressRange.of(range).contains(InetAddress.getByName(in))).isTrue();
        assertThat(AddressRange.of(range).contains(InetAddress.getByName(out))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "proxy.example",
                "localhost",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0.0/8/8",
                "10.0.0",
                "::/129",
                "2001:db8::/x",
                "10.0.0.1:80",
                "[::1]",
                "*",
                "10.0.0.0/99999999999",
                " 10.0.0.1"
            })
    void whatIsNoAddressOrRangeIsNamedWhenItIsConfigured(String wrong) {
        assertThatThrownBy(() -> TrustedProxies.of("127.0.0.1", wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + wrong + "'");
    }
}
