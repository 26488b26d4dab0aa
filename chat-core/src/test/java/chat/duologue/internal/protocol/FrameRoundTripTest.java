package chat.duologue.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Event;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class FrameRoundTripTest {
    private static final JsonMapper JSON = new JsonMapper();
    private final FrameDecoder decoder = new FrameDecoder(16_384, 16_384, 65_536, 100);

    @Property
    void neverThrowsOnAnyText(@ForAll String text) {
        assertThat(decoder.decode(text)).isNotNull();
    }

    @Property
    void neverThrowsOnAFrameThatIsAlmostOne(
            @ForAll("frames") String frame,
            @ForAll @IntRange(max = 300) int at,
            @ForAll char with,
            @ForAll boolean insert) {
        int place = Math.min(at, frame.length());
        String rest = frame.substring(insert ? place : Math.min(place + 1, frame.length()));
        assertThat(decoder.decode(frame.substring(0, place) + with + rest)).isNotNull();
        assertThat(decoder.decode(frame.substring(0, place))).isNotNull();
    }

    @Provide
    Arbitrary<String> frames() {
        return Arbitraries.of("""
                {"type":"hello","id":"1","token":"t","device":"d","resume":{"stream":"k","offset":3}}""", """
                {"type":"send","id":"2","to":"bob","clientMessageId":"c","text":"hi","data":{"a":[1,{"b":2.5}]},"replyTo":1}""", """
                {"type":"history","id":"3","conversation":"c_1","around":5,"limit":20}""", """
                {"type":"conversations","id":"4","limit":20,"cursor":"12","filter":"unread"}""", """
                {"type":"ack","offset":1301}""", """
                {"type":"typing","conversation":"c_1","typing":true}""", """
                {"type":"presence","id":"5","watch":["alice","bob"],"unwatch":["carol"]}""");
    }

    @Property
    void readsBackASendAsItWasWritten(@ForAll("contents") Content content, @ForAll("names") String peer) {
        ObjectNode frame = JSON.createObjectNode()
                .put("type", "send")
                .put("id", "1")
                .put("to", peer)
                .put("clientMessageId", "c");
        if (content.text() != null) {
            frame.put("text", content.text());
        }
        if (content.data() != null) {
            frame.set("data", JSON.readTree(content.data()));
        }
        if (content.replyTo() != null) {
            frame.put("replyTo", content.replyTo());
        }
        assertThat(decoder.decode(frame.toString()))
                .isEqualTo(new Frame.Asking(new Request.Send(
                        "1", new ConversationRef.WithPeer(new UserId(peer)), new ClientMessageId("c"), content)));
    }

    @Property
    void writesAMessageEventThatReadsBackAsItIs(
            @ForAll("contents") Content content,
            @ForAll("names") String from,
            @ForAll @LongRange(min = 1) long seq,
            @ForAll @LongRange(min = 0, max = 253_402_300_799_999L) long millis) {
        Message message = new Message(
                new ConversationId("c_1"),
                seq,
                new UserId(from),
                Instant.ofEpochMilli(millis),
                new ClientMessageId("id"),
                content);
        Event event = new Event.MessageEvent(seq, message);
        JsonNode frame = JSON.readTree(FrameEncoder.event(seq, FrameEncoder.eventBody(event)));

        assertThat(frame.get("type").stringValue()).isEqualTo("event");
        assertThat(frame.get("kind").stringValue()).isEqualTo("message");
        assertThat(frame.get("offset").longValue()).isEqualTo(seq);
        assertThat(frame.get("seq").longValue()).isEqualTo(seq);
        assertThat(frame.get("from").stringValue()).isEqualTo(from);
        assertThat(Instant.parse(frame.get("at").stringValue())).isEqualTo(message.at());
        assertThat(frame.get("at").stringValue()).matches(".*T\\d\\d:\\d\\d:\\d\\d\\.\\d\\d\\dZ");
        assertThat(frame.path("text").stringValue(null)).isEqualTo(content.text());
        assertThat(frame.has("data") ? frame.get("data").toString() : null).isEqualTo(content.data());
        assertThat(frame.has("replyTo") ? frame.get("replyTo").longValue() : null)
                .isEqualTo(content.replyTo());
    }

    @Property
    void writesAReceiptWithAbsoluteMarkers(
            @ForAll @LongRange(min = 0) long read, @ForAll @LongRange(min = 0) long more) {
        long delivered = Math.max(read, more);
        Event receipt = new Event.ReceiptEvent(
                5, new ConversationId("c_1"), new UserId("bob"), new Markers(delivered, Math.min(read, delivered)));
        JsonNode frame = JSON.readTree(FrameEncoder.event(5, FrameEncoder.eventBody(receipt)));
        assertThat(frame.get("kind").stringValue()).isEqualTo("receipt");
        assertThat(frame.get("deliveredSeq").longValue()).isEqualTo(delivered);
        assertThat(frame.get("readSeq").longValue()).isEqualTo(read);
    }

    /** Every Unicode scalar value but U+0000. */
    private static Arbitrary<String> texts() {
        Arbitrary<Integer> anywhere = Arbitraries.integers().between(1, 0x10FFFF);
        Arbitrary<Integer> telling =
                Arbitraries.of((int) '"', (int) '\\', (int) '\n', 0x1F, 0x7F, 0x2028, 0x202E, 0x301, 0x1F600, 0x10FFFF);
        return Arbitraries.oneOf(anywhere, telling)
                .filter(point -> point < 0xD800 || point > 0xDFFF)
                .list()
                .ofMaxSize(40)
                .map(points -> points.stream()
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
    }

    @Provide
    Arbitrary<Content> contents() {
        Arbitrary<String> data = texts().map(text ->
                JSON.createObjectNode().put("key", text).put("n", 12.5).toString());
        return Combinators.combine(
                        texts().injectNull(0.2),
                        data.injectNull(0.5),
                        Arbitraries.longs().between(1, Long.MAX_VALUE).injectNull(0.5))
                .as((text, json, replyTo) -> new Content(text == null && json == null ? "" : text, json, replyTo));
    }

    @Provide
    Arbitrary<String> names() {
        return texts().map(text -> text.codePoints()
                        .filter(point -> !Character.isISOControl(point))
                        .limit(UserId.MAX_CHARS / 2)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString())
                .filter(name -> !name.isEmpty());
    }
}
