package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Frames that are none: of the protocol, or of WebSocket. */
class MalformedFramesTest {
    private static final String HELLO = "{\"type\":\"hello\",\"id\":\"h\",\"token\":\"alice\"}";
    private static final String PING = "{\"type\":\"ping\",\"id\":\"p\"}";
    private final FaultyStore store = new FaultyStore();
    private final ChatFixture chat = ChatFixture.start(store, ChatServerOptions.DEFAULTS);

    @AfterEach
    void stop() {
        chat.close();
    }

    private static List<String> malformed() {
        return List.of(
                "",
                " ",
                "hello",
                "{",
                "null",
                "7",
                "\"hello\"",
                "[]",
                "[{\"type\":\"ping\",\"id\":\"1\"}]",
                "{}",
                "{\"type\":7,\"id\":\"1\"}",
                "{\"type\":null,\"id\":\"1\"}",
                "{\"type\":\"ping\"}",
                "{\"type\":\"ping\",\"id\":\"1\"} x",
                "{\"type\":\"ping\",\"id\":\"1\"}{}",
                "{\"type\":\"ping\",\"id\":\"1\",\"id\":\"2\"}",
                "{\"type\":\"ping\",\"type\":\"send\",\"id\":\"1\"}",
                "{'type':'ping','id':'1'}",
                "{\"type\":\"ping\",\"id\":\"1\",\"x\":NaN}",
                "{\"type\":\"recall\",\"conversation\":\"c\",\"seq\":1}",
                "{\"type\":\"hide\",\"id\":1,\"conversation\":\"c\",\"seq\":1}",
                "{\"type\":\"edit\",\"id\":\"1\",\"conversation\":\"c\",\"seq\":1,\"seq\":2,\"text\":\"\"}",
                "{\"type\":\"block\",\"id\":\"1\",\"user\":\"bob\"} x",
                "{\"type\":\"ping\",\"id\":\"1\",\"x\":Infinity}",
                "{\"type\":\"ping\",\"id\":\"1\",\"x\":01}",
                "{\"type\":\"ping\",\"id\":\"1\",\"x\":\"\u0001\"}",
                "{\"type\":\"ping\",\"id\":\"1\",\"x\":" + "9".repeat(2_000) + "}",
                "{\"type\":\"ping\",\"id\":\"1\",\"x\":" + "[".repeat(40) + "]".repeat(40) + "}",
                "{\"type\":\"ping\",\"id\":\"1\",\"x\":" + "[".repeat(20_000) + "}",
                "{\"type\":\"ping\",\"id\":\"1\",/* a comment */\"x\":1}");
    }

    @Test
    void areEachAnsweredBadRequestAndAGoodFrameInBetweenForgivesThem() {
        TestClient alice = chat.login("alice");
        for (String frame : malformed()) {
            alice.raw(frame);
            JsonNode refused = alice.reply();
            assertThat(code(refused)).as("%s", frame).isEqualTo("bad_request");
            assertThat(refused.get("message").stringValue()).isNotBlank().doesNotContain("tools.jackson", "Exception");
            alice.raw(frame);
            assertThat(code(alice.reply())).isEqualTo("bad_request");
            assertThat(code(alice.request("ping", Map.of()))).isEqualTo("ok");
        }
    }

    @Test
    void threeInARowAreAnsweredAndThenTheConnectionIsClosed() {
        for (int from = 0; from < malformed().size() - 3; from += 3) {
            TestClient alice = from % 2 == 0 ? chat.login("alice") : TestClient.connect(chat.port());
            for (String frame : malformed().subList(from, from + 3)) {
                alice.raw(frame);
                assertThat(code(alice.reply())).isEqualTo("bad_request");
            }
            assertThat(alice.closeCode()).isEqualTo(4400);
        }
        chat.awaitConnections(0);
    }

    @Test
    void hugeNumbersInDataHarmNobody() {
        TestClient alice = chat.login("alice");
        for (String number : List.of("1e999999999", "-1e-999999999", "1e99999999999999", "9".repeat(90), "0.1e-400")) {
            alice.raw("{\"type\":\"send\",\"id\":\"1\",\"to\":\"bob\",\"clientMessageId\":\"" + number.hashCode()
                    + "\",\"data\":{\"n\":" + number + "}}");
            JsonNode sent = alice.reply();
            assertThat(code(sent)).as(number).isIn("ok", "bad_request");
            alice.raw("{\"type\":\"edit\",\"id\":\"1\",\"conversation\":" + sent.get("conversation")
                    + ",\"seq\":1,\"data\":{\"m\":" + number + "}}");
            assertThat(code(alice.reply())).as(number).isIn("ok", "bad_request");
        }
        assertThat(code(alice.request("ping", Map.of()))).isEqualTo("ok");
    }

    @Test
    void aTypeThatIsNotServedIsUnsupportedHoweverOften() {
        TestClient alice = chat.login("alice");
        for (String type : List.of("Send", "Edit", "edited", "reaction", "event", "ok", "", "💥", "x".repeat(5_000))) {
            JsonNode refused = alice.request(type, Map.of("conversation", "c", "seq", 1));
            assertThat(code(refused)).as(type).isEqualTo("unsupported");
        }
        for (int i = 0; i < 10; i++) {
            alice.typing("c", true);
        }
        assertThat(code(alice.request("ping", Map.of()))).isEqualTo("ok");
        assertThat(alice.arrivedReplies()).isZero();
    }

    @Test
    void theFirstRequestMustBeHelloAndThereIsOnlyOne() {
        TestClient alice = TestClient.connect(chat.port());
        for (String type : List.of("ping", "send", "reauth", "conversations")) {
            JsonNode refused = alice.request(type, Map.of("to", "bob", "text", "a", "clientMessageId", "1"));
            assertThat(code(refused)).isEqualTo("unauthenticated");
        }
        alice.ack(1);
        alice.typing("c", true);
        assertThat(code(alice.hello("alice"))).isEqualTo("ok");
        JsonNode second = alice.hello("bob");
        assertThat(code(second)).isEqualTo("bad_request");
        assertThat(second.get("message").stringValue()).contains("hello");
        assertThat(code(alice.say("bob", "I am still alice"))).isEqualTo("ok");
        assertThat(alice.event().get("from").stringValue()).isEqualTo("alice");
    }

    @Test
    void theIdOfAnUnansweredRequestMustNotBeUsedAgain() {
        TestClient alice = chat.login("alice");
        FaultyStore.Gate gate = new FaultyStore.Gate();
        store.beforeWrite = batch -> gate.await();
        alice.raw("{\"type\":\"send\",\"id\":\"x\",\"to\":\"bob\",\"text\":\"a\",\"clientMessageId\":\"1\"}");
        alice.raw("{\"type\":\"send\",\"id\":\"x\",\"to\":\"bob\",\"text\":\"b\",\"clientMessageId\":\"2\"}");
        await().until(gate::hasWaiting);
        gate.open();
        assertThat(code(alice.reply())).isEqualTo("ok");
        JsonNode refused = alice.reply();
        assertThat(code(refused)).isEqualTo("bad_request");
        assertThat(refused.get("message").stringValue()).contains("id");
        alice.raw("{\"type\":\"send\",\"id\":\"x\",\"to\":\"bob\",\"text\":\"c\",\"clientMessageId\":\"3\"}");
        assertThat(alice.reply().get("seq").longValue()).isEqualTo(2);
    }

    @Test
    void helloMayComeInTheSamePacketAsTheUpgrade() {
        try (RawClient alice = RawClient.openSaying(chat.port(), HELLO)) {
            assertThat(code(alice.json())).isEqualTo("ok");
        }
    }

    @Test
    void aFrameAtTheLimitIsServedAndALongerOneCloses() {
        int limit = chat.chat.options().maxFrameBytes();
        try (RawClient alice = RawClient.login(chat.port(), "alice", 0)) {
            alice.text(PING + " ".repeat(limit - PING.length()));
            assertThat(code(alice.json())).isEqualTo("ok");
            alice.text(PING + " ".repeat(limit + 1 - PING.length()));
            assertThat(alice.closeCode()).isEqualTo(1009);
        }
        chat.awaitConnections(0);
    }

    @Test
    void aMessageInPiecesIsOneAndTheLimitIsThatOfTheWhole() {
        try (RawClient alice = RawClient.open(chat.port())) {
            byte[] hello = HELLO.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < hello.length; i++) {
                alice.frame(i == hello.length - 1, i == 0 ? RawClient.TEXT : 0, new byte[] {hello[i]});
                alice.frame(true, RawClient.PING, new byte[] {1});
            }
            assertThat(code(alice.json())).isEqualTo("ok");
            byte[] blanks = " ".repeat(1_000).getBytes(StandardCharsets.UTF_8);
            alice.frame(false, RawClient.TEXT, PING.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < chat.chat.options().maxFrameBytes() / 1_000 + 1; i++) {
                alice.frame(false, 0, blanks);
            }
            assertThat(alice.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void binaryAndInvalidUtf8HaveTheirCloseCodes() {
        try (RawClient alice = RawClient.login(chat.port(), "alice", 0)) {
            alice.frame(true, RawClient.BINARY, PING.getBytes(StandardCharsets.UTF_8));
            assertThat(alice.closeCode()).isEqualTo(1003);
        }
        for (byte[] wrong : List.of(new byte[] {(byte) 0xff}, new byte[] {(byte) 0xc0, (byte) 0x80}, new byte[] {
            (byte) 0xed, (byte) 0xa0, (byte) 0x80
        })) {
            try (RawClient alice = RawClient.login(chat.port(), "alice", 0)) {
                alice.frame(true, RawClient.TEXT, wrong);
                assertThat(alice.closeCode()).isEqualTo(1007);
            }
        }
        chat.awaitConnections(0);
    }

    @Test
    void bytesThatAreNoWebSocketFramesEndTheConnectionOnly() {
        TestClient bob = chat.login("bob");
        byte[] gigabyte = ByteBuffer.allocate(24)
                .put((byte) 0x81)
                .put((byte) 0xff)
                .putLong(1L << 30)
                .array();
        byte[] negative = ByteBuffer.allocate(24)
                .put((byte) 0x81)
                .put((byte) 0xff)
                .putLong(1L << 63)
                .array();
        byte[] unmasked = {(byte) 0x81, 1, 'x'};
        byte[] unknownOpcode = {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0};
        byte[] reservedBits = {(byte) 0xf1, (byte) 0x80, 0, 0, 0, 0};
        byte[] orphan = {(byte) 0x80, (byte) 0x80, 0, 0, 0, 0};
        for (byte[] bytes : List.of(gigabyte, negative, unmasked, unknownOpcode, reservedBits, orphan)) {
            try (RawClient alice = RawClient.login(chat.port(), "alice", 0)) {
                alice.bytes(bytes);
                // what the server had not read makes it reset the connection, and the close frame may be lost
                assertThat(alice.closeCode()).isIn(1002, 1006, 1009);
            }
        }
        chat.awaitConnections(1);
        assertThat(code(bob.request("ping", Map.of()))).isEqualTo("ok");
    }

    @Test
    void aPeerThatTalksOnInsteadOfSayingGoodbyeIsCut() {
        try (RawClient mallory = RawClient.open(chat.port())) {
            mallory.text("{\"type\":\"hello\",\"id\":\"1\",\"token\":\"bad\"}");
            assertThatThrownBy(() -> {
                        while (true) {
                            mallory.text(PING);
                        }
                    })
                    .isInstanceOf(UncheckedIOException.class);
        }
        chat.awaitConnections(0);
    }
}
