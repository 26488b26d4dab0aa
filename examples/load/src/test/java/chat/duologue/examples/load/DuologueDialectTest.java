package chat.duologue.examples.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DuologueDialectTest {
    private final DuologueDialect dialect = new DuologueDialect(0xABC, new TextPattern(60));
    private final Incoming in = new Incoming();

    @Test
    void aSendIsWhatTheProtocolSays() {
        Bytes out = new Bytes();
        dialect.send(out, "bo\"b", 300, 17, 123_456_789);

        JsonNode frame = new JsonMapper().readTree(out.toString());

        assertThat(frame.get("type").asString()).isEqualTo("send");
        assertThat(frame.get("id").asString()).isEqualTo("17");
        assertThat(frame.get("to").asString()).isEqualTo("bo\"b");
        assertThat(frame.get("text").asString())
                .hasSize(60)
                .startsWith("s000300 n000000000017 t0000000123456789 the quick");
        assertThat(frame.get("clientMessageId").asString()).matches("[0-9a-f]{8}-[0-9a-f]{4}-7abc-8001-2c0000000011");
    }

    @Test
    void aHelloEscapesItsToken() {
        Bytes out = new Bytes();
        dialect.hello(out, "ann", "a\\b\"c\n\u00e9");

        JsonNode frame = new JsonMapper().readTree(out.toString());

        assertThat(frame.get("token").asString()).isEqualTo("a\\b\"c\n\u00e9");
    }

    @Test
    void aMessageEventIsReadWhateverTheOrderOfItsFields() throws WireException {
        read(
                " { \"text\" : \"%s\", \"data\":{\"type\":\"x}\",\"a\":[1,{\"seq\":9}]}, \"seq\":15,\"at\":\"2026\","
                        + "\"conversation\":\"c_1\",\"kind\":\"message\",\"offset\":1301,\"from\":\"ann\",\"type\":\"event\" } ");

        assertThat(in.kind).isEqualTo(Incoming.Kind.MESSAGE);
        assertThat(in.offset).isEqualTo(1301);
        assertThat(in.seq).isEqualTo(15);
        assertThat(in.intact).isTrue();
        assertThat(in.sender).isEqualTo(300);
        assertThat(in.number).isEqualTo(17);
        assertThat(in.due).isEqualTo(123_456_789);
    }

    @Test
    void aTextWithEscapesIsReadAsTheTextItStandsFor() throws WireException {
        read("{\"type\":\"event\",\"kind\":\"message\",\"text\":\"%s\"}"
                .formatted(text().replace("quick", "\\u0071uic\\u006B")));

        assertThat(in.intact).isTrue();
    }

    @Test
    void aTextThatWasChangedIsNotIntact() throws WireException {
        read("{\"type\":\"event\",\"kind\":\"message\",\"text\":\"%s\"}".formatted(text().replace("quick", "quack")));

        assertThat(in.kind).isEqualTo(Incoming.Kind.MESSAGE);
        assertThat(in.intact).isFalse();
    }

    @Test
    void answersAreToldApart() throws WireException {
        read("{\"type\":\"ok\",\"id\":\"hello\",\"limits\":{\"id\":\"5\"},\"head\":3}");
        assertThat(in.kind).isEqualTo(Incoming.Kind.WELCOME);

        read("{\"type\":\"ok\",\"id\":\"42\",\"seq\":7}");
        assertThat(in.kind).isEqualTo(Incoming.Kind.ACKNOWLEDGED);
        assertThat(in.id).isEqualTo(42);
        assertThat(in.seq).isEqualTo(7);

        read("{\"type\":\"error\",\"id\":\"43\",\"code\":\"rate_limited\",\"message\":\"a \\\"b\\\"\","
                + "\"retryAfterMs\":250}");
        assertThat(in.kind).isEqualTo(Incoming.Kind.REFUSED);
        assertThat(in.code).isEqualTo("rate_limited");
        assertThat(in.reason).isEqualTo("a \"b\"");
        assertThat(in.retryAfterMs).isEqualTo(250);

        read("{\"type\":\"event\",\"offset\":4,\"kind\":\"receipt\",\"conversation\":\"c_1\",\"by\":\"b\"}");
        assertThat(in.kind).isEqualTo(Incoming.Kind.EVENT);
        assertThat(in.offset).isEqualTo(4);

        read("{\"type\":\"typing\",\"conversation\":\"c_1\"}");
        assertThat(in.kind).isEqualTo(Incoming.Kind.OTHER);

        read("{}");
        assertThat(in.kind).isEqualTo(Incoming.Kind.OTHER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"type\"}",
                "{\"type\":}",
                "{\"type\":\"ok\"",
                "{\"a\":1 \"b\":2}",
                "{\"a\":{\"b\":[}",
                "{\"offset\":1.5}",
                "{\"code\":\"\\u12\"}"
            })
    void whatIsNoFrameIsRefused(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(WireException.class);
    }

    /** Reads a frame, with the text of message 17 for each percent s. */
    private void read(String json) throws WireException {
        byte[] bytes = ("##" + json.replace("%s", text()) + "##").getBytes(StandardCharsets.UTF_8);
        dialect.read(bytes, 2, bytes.length - 4, in);
    }

    private static String text() {
        Bytes out = new Bytes();
        new TextPattern(60).write(out, 300, 17, 123_456_789);
        return out.toString();
    }
}
