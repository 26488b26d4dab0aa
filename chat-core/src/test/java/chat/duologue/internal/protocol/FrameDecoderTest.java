package chat.duologue.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ErrorCode;
import chat.duologue.model.Anchor;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.StreamId;
import chat.duologue.model.UserId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
    private final FrameDecoder decoder = new FrameDecoder(100, 50, 1_000, 100);

    private Request request(String frame) {
        Frame decoded = decoder.decode(frame);
        assertThat(decoded).isInstanceOf(Frame.Asking.class);
        return ((Frame.Asking) decoded).request();
    }

    private Frame.Invalid invalid(String frame) {
        Frame decoded = decoder.decode(frame);
        assertThat(decoded).as(frame).isInstanceOf(Frame.Invalid.class);
        return (Frame.Invalid) decoded;
    }

    @Test
    void readsEveryFieldOfHello() {
        assertThat(request("""
                                {"type":"hello","id":"1","token":"t","device":"d","resume":{"stream":"k","offset":3},"new":[]}""")).isEqualTo(new Request.Hello("1", "t", "d", new Request.Resume(new StreamId("k"), 3)));
    }

    @Test
    void readsEveryFieldOfSend() {
        assertThat(request("""
                                {"type":"send","id":"2","to":"bob","context":"order 7","clientMessageId":"c",
                                 "text":"hi","data":{"a": [1, 2.50, null]},"replyTo":4,"from":"eve","seq":9}"""))
                .isEqualTo(new Request.Send(
                        "2",
                        new ConversationRef.WithPeer(new UserId("bob"), "order 7"),
                        new ClientMessageId("c"),
                        new Content("hi", "{\"a\":[1,2.50,null]}", 4L)));
    }

    @Test
    void readsHistoryWithEachAnchor() {
        ConversationId c = new ConversationId("c_1");
        assertThat(request("{'type':'history','id':'1','conversation':'c_1','before':7,'limit':5}".replace('\'', '"')))
                .isEqualTo(new Request.History("1", c, new Anchor.Before(7), 5));
        assertThat(request("{'type':'history','id':'1','conversation':'c_1','after':0}".replace('\'', '"')))
                .isEqualTo(new Request.History("1", c, new Anchor.After(0), 50));
        assertThat(request("{'type':'history','id':'1','conversation':'c_1','around':9,'limit':1000000}"
                        .replace('\'', '"')))
                .isEqualTo(new Request.History("1", c, new Anchor.Around(9), 100));
        assertThat(request("{'type':'history','id':'1','conversation':'c_1'}".replace('\'', '"')))
                .isEqualTo(new Request.History("1", c, Anchor.NEWEST, 50));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"type":"send","id":"1","clientMessageId":"c","text":"t"}                      | to
            {"type":"send","id":"1","to":"b","conversation":"c","clientMessageId":"c","text":"t"} | not both
            {"type":"send","id":"1","conversation":"c","context":"x","clientMessageId":"c","text":"t"} | context
            {"type":"send","id":"1","to":5,"clientMessageId":"c","text":"t"}               | to must be a string
            {"type":"send","id":"1","to":"","clientMessageId":"c","text":"t"}              | to
            {"type":"send","id":"1","to":"b","text":"t"}                                   | clientMessageId is missing
            {"type":"send","id":"1","to":"b","clientMessageId":"c"}                        | text, data or attachments
            {"type":"send","id":"1","to":"b","clientMessageId":"c","text":["t"]}           | text must be a string
            {"type":"send","id":"1","to":"b","clientMessageId":"c","data":"t"}             | data must be a JSON object
            {"type":"send","id":"1","to":"b","clientMessageId":"c","text":"a\\u0000b"}     | text
            {"type":"send","id":"1","to":"b","clientMessageId":"c","text":"\\ud800"}       | text
            {"type":"send","id":"1","to":"\\udc00","clientMessageId":"c","text":"t"}       | to
            {"type":"send","id":"1","to":"b","clientMessageId":"c","text":"t","replyTo":0} | replyTo
            {"type":"send","id":"1","to":"b","clientMessageId":"c","text":"t","replyTo":1.5} | replyTo
            {"type":"read","id":"1","conversation":"c","seq":9223372036854775808}          | seq
            {"type":"read","id":"1","conversation":"c","seq":-1}                           | seq
            {"type":"read","id":"1","conversation":"c"}                                    | seq is missing
            {"type":"history","id":"1","conversation":"c","before":3,"after":1}            | at most one
            {"type":"history","id":"1","conversation":"c","limit":0}                       | limit
            {"type":"conversations","id":"1","cursor":"xyz"}                               | cursor
            {"type":"conversations","id":"1","filter":"some"}                              | filter
            {"type":"hello","id":"1","resume":{"stream":"k"}}                              | resume.offset is missing
            {"type":"hello","id":"1","resume":{"stream":"k","offset":-5}}                  | resume.offset
            {"type":"hello","id":"1","resume":7}                                           | resume
            {"type":"hello","id":"1","token":{}}                                           | token
            {"type":"ack","offset":"7"}                                                    | offset
            {"type":"typing","typing":true}                                                | conversation is missing
            {"type":"typing","conversation":7,"typing":true}                               | conversation
            {"type":"typing","conversation":"","typing":true}                              | conversation
            {"type":"typing","conversation":"c"}                                           | typing is missing
            {"type":"typing","conversation":"c","typing":"true"}                           | typing
            {"type":"presence","id":"1","watch":"bob"}                                     | watch
            {"type":"presence","id":"1","watch":{"0":"bob"}}                               | watch
            {"type":"presence","id":"1","watch":["bob",7]}                                 | watch[1]
            {"type":"presence","id":"1","watch":[null]}                                    | watch[0]
            {"type":"presence","id":"1","watch":[""]}                                      | watch[0]
            {"type":"presence","id":"1","watch":["b"],"unwatch":["a","b","c\\nd"]}        | unwatch[2]
            """)
    void namesTheFieldThatIsWrong(String frame, String named) {
        Frame.Invalid invalid = invalid(frame);
        assertThat(invalid.message()).contains(named);
        assertThat(invalid.code()).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(invalid.malformed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "null",
                "\"hello\"",
                "{\"type\":\"ping\",\"id\":\"1\"} trailing",
                "{\"type\":\"ping\",\"id\":\"1\",\"id\":\"2\"}",
                "{\"id\":\"1\"}",
                "{\"type\":7,\"id\":\"1\"}",
                "{\"type\":\"ping\"}",
                "{\"type\":\"ping\",\"id\":1}",
                "{\"type\":\"ping\",\"id\":\"\"}",
                "{\"type\":\"ping\",\"id\":\"1\",\"x\":NaN}",
            })
    void callsMalformedWhatIsNoFrameAtAll(String text) {
        Frame.Invalid invalid = invalid(text);
        assertThat(invalid.malformed()).isTrue();
        assertThat(invalid.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    @Test
    void refusesNestingAndNumbersThatCostTooMuch() {
        String deep = "{\"type\":\"ping\",\"id\":\"1\",\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
        assertThat(invalid(deep).malformed()).isTrue();
        String huge = "{\"type\":\"ping\",\"id\":\"1\",\"x\":" + "9".repeat(5_000) + "}";
        assertThat(invalid(huge).malformed()).isTrue();
    }

    @Test
    void countsTheLimitsInBytesOfUtf8() {
        String fits = "é".repeat(50);
        assertThat(request("{\"type\":\"send\",\"id\":\"1\",\"to\":\"b\",\"clientMessageId\":\"c\",\"text\":\"" + fits
                        + "\"}"))
                .isInstanceOf(Request.Send.class);
        Frame.Invalid text = invalid(
                "{\"type\":\"send\",\"id\":\"1\",\"to\":\"b\",\"clientMessageId\":\"c\",\"text\":\"" + fits + "!\"}");
        assertThat(text.code()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(text.message()).contains("text").contains("100");
        Frame.Invalid data =
                invalid("{\"type\":\"send\",\"id\":\"1\",\"to\":\"b\",\"clientMessageId\":\"c\",\"data\":{\"x\":\""
                        + "y".repeat(50) + "\"}}");
        assertThat(data.code()).isEqualTo(ErrorCode.TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HELLO", "Edit"})
    void doesNotServeOtherTypes(String type) {
        assertThat(invalid("{\"type\":\"" + type + "\",\"id\":\"7\"}"))
                .extracting(Frame.Invalid::id, Frame.Invalid::code)
                .containsExactly("7", ErrorCode.UNSUPPORTED);
    }

    @Test
    void readsSignalsAndIgnoresUnknownFields() {
        assertThat(decoder.decode("{\"type\":\"typing\",\"conversation\":\"c\",\"typing\":true,\"from\":\"x\"}"))
                .isEqualTo(new Frame.Typing(new ConversationId("c"), true));
        assertThat(decoder.decode("{\"type\":\"ack\",\"offset\":12,\"else\":{}}"))
                .isEqualTo(new Frame.Ack(12));
    }
}
