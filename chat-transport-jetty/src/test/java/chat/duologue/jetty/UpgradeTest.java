package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.ChatServerOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided before a connection is a WebSocket. */
class UpgradeTest {
    private static final String ALLOWED = "https://app.example.com";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "",
                "https://app.example.com.evil.example",
                "https://evilapp.example.com",
                "https://evil.example/https://app.example.com",
                "https://app.example.com@evil.example",
                "https://app.example.com, https://evil.example",
                "https://app.example.com/",
                "https://app.example.com:8443",
                "http://app.example.com",
                "https://APP.example.com",
                "https://app.example.co",
                "*"
            })
    void everyOriginButTheAllowedOnesIsForbidden(String origin) {
        try (ChatFixture chat = ChatFixture.startOn(transport -> transport.origins(OriginRule.of(ALLOWED)))) {
            assertThat(RawClient.upgradeStatus(chat.port(), "Origin: " + origin))
                    .isEqualTo(403);
            assertThat(RawClient.upgradeStatus(chat.port(), "Origin: " + origin, "Origin: " + ALLOWED))
                    .isNotEqualTo(101);
            assertThat(RawClient.upgradeStatus(chat.port(), "Origin: " + ALLOWED))
                    .isEqualTo(101);
            chat.awaitConnections(0);
        }
    }

    @Test
    void requestsWithoutAnOriginAreAsConfigured() {
        OriginRule strict = new OriginRule(Set.of(ALLOWED), false);
        try (ChatFixture chat = ChatFixture.startOn(transport -> transport.origins(strict))) {
            assertThat(RawClient.upgradeStatus(chat.port())).isEqualTo(403);
            assertThat(RawClient.upgradeStatus(chat.port(), "Origin: " + ALLOWED))
                    .isEqualTo(101);
        }
        try (ChatFixture chat = ChatFixture.start()) {
            assertThat(RawClient.upgradeStatus(chat.port())).isEqualTo(101);
            assertThat(RawClient.upgradeStatus(chat.port(), "Origin: " + ALLOWED))
                    .as("by default no web page may connect")
                    .isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "app.example.com", "https://*.example.com", "https://app.example.com/", "https://"})
    void anOriginThatCanNotMatchIsRefusedWhenItIsConfigured(String origin) {
        assertThatThrownBy(() -> OriginRule.of(origin))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + origin + "'");
    }

    @Test
    void anotherSubprotocolIsRefusedAndNoneIsFine() {
        try (ChatFixture chat = ChatFixture.start()) {
            assertThat(RawClient.upgradeStatus(chat.port(), "Sec-WebSocket-Protocol: graphql-ws"))
                    .isEqualTo(400);
            assertThat(RawClient.upgradeStatus(chat.port(), "Sec-WebSocket-Protocol: duologue.v2.json"))
                    .isEqualTo(400);
            assertThat(RawClient.upgradeStatus(
                            chat.port(), "Sec-WebSocket-Protocol: duologue.v2.json, duologue.v1.json"))
                    .isEqualTo(101);
            assertThat(RawClient.upgradeStatus(chat.port())).isEqualTo(101);
            assertThat(chat.login("alice").socket().getSubprotocol()).isEqualTo("duologue.v1.json");
        }
    }

    @Test
    void onlyTheConfiguredPathIsTheChat() {
        try (ChatFixture chat = ChatFixture.startOn(transport -> transport.path("/talk/here"))) {
            assertThat(RawClient.upgradeStatus(chat.port())).isEqualTo(404);
            URI path = URI.create("ws://127.0.0.1:" + chat.port() + "/talk/here");
            TestClient alice = TestClient.connect(HttpClient.newHttpClient(), path, Map.of());
            assertThat(code(alice.hello("alice"))).isEqualTo("ok");
        }
    }

    @Test
    void aTokenInTheAddressIsNoToken() {
        try (ChatFixture chat = ChatFixture.start()) {
            URI address = URI.create("ws://127.0.0.1:" + chat.port() + "/chat?token=alice");
            TestClient alice = TestClient.connect(HttpClient.newHttpClient(), address, Map.of());
            assertThat(code(alice.request("hello", Map.of()))).isEqualTo("unauthenticated");
        }
    }

    @Test
    void aFullServerRefusesBeforeTheUpgradeUntilSomeoneLeaves() {
        ChatServerOptions options = ChatServerOptions.builder().maxSessions(2).build();
        try (ChatFixture chat = ChatFixture.start(options)) {
            TestClient alice = chat.login("alice");
            TestClient silent = TestClient.connect(chat.port());
            assertThat(RawClient.upgradeStatus(chat.port())).isEqualTo(503);
            silent.close();
            chat.awaitConnections(1);
            TestClient bob = chat.login("bob");
            assertThat(RawClient.upgradeStatus(chat.port())).isEqualTo(503);
            assertThat(code(alice.say("bob", "just us"))).isEqualTo("ok");
            bob.goodbye();
            assertThat(bob.closeCode()).isEqualTo(1000);
            chat.awaitConnections(1);
        }
    }
}
