package chat.duologue.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ErrorCode;
import chat.duologue.model.Attachment;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.spi.AttachmentStore.Permit;
import chat.duologue.spi.AttachmentStore.Upload;
import chat.duologue.spi.AttachmentStore.UploadPermit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttachmentFramesTest {
    private static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");
    private static final String SEND = "{'type':'send','id':'1','to':'b','clientMessageId':'c','attachments':%s}";
    private static final Attachment FULL =
            new Attachment("r_1-A", "\u202E\"é.png", "image/png", 1L << 40, "0a".repeat(32), "\u0001preview");
    private static final Attachment BARE = new Attachment("r2", "b", "a/b", 0, null, null);

    private final FrameDecoder decoder = new FrameDecoder(100, 50, 1_000, 100);

    private Frame decode(String frame) {
        return decoder.decode(frame.replace('\'', '"'));
    }

    private Request request(String frame) {
        Frame decoded = decode(frame);
        assertThat(decoded).isInstanceOf(Frame.Asking.class);
        return ((Frame.Asking) decoded).request();
    }

    @Test
    void aMessageComesBackAsItWasSent() {
        Content content = new Content(null, null, null, List.of(FULL, BARE));
        Message message =
                new Message(new ConversationId("c"), 1, new UserId("a"), AT, new ClientMessageId("m"), content);
        String said = FrameEncoder.message(message, List.of());
        String attachments = said.substring(said.indexOf('['), said.lastIndexOf(']') + 1);
        Frame sent = decoder.decode(SEND.replace('\'', '"').formatted(attachments));
        assertThat(((Request.Send) ((Frame.Asking) sent).request()).content()).isEqualTo(content);
    }

    @Test
    void aMessageWithoutAttachmentsSaysNothingOfThem() {
        Message message = new Message(
                new ConversationId("c"), 1, new UserId("a"), AT, new ClientMessageId("m"), Content.text("hello"));
        assertThat(FrameEncoder.message(message, List.of())).doesNotContain("attachments");
        assertThat(((Request.Send) request("{'type':'send','id':'1','to':'b','clientMessageId':'c','text':'t',"
                                + "'attachments':null}"))
                        .content())
                .isEqualTo(Content.text("t"));
    }

    @Test
    void readsEveryFieldOfUploadAndDownload() {
        assertThat(request("{'type':'upload','id':'1','name':'a.txt','mediaType':'text/plain','bytes':7,'sha256':'"
                        + "0a".repeat(32) + "'}"))
                .isEqualTo(new Request.Upload("1", new Upload("a.txt", "text/plain", 7, "0a".repeat(32))));
        assertThat(request("{'type':'download','id':'1','conversation':'c','seq':3,'ref':'r'}"))
                .isEqualTo(new Request.Download("1", new ConversationId("c"), 3, "r"));
    }

    @Test
    void aPermitTellsAllThatAClientNeeds() {
        Permit permit = new Permit("PUT", "/attachments/r?permit=x", Map.of("Content-Type", "a/b"), AT);
        assertThat(AttachmentFrames.upload("1", new UploadPermit("r", permit)))
                .isEqualTo("{'type':'ok','id':'1','ref':'r','url':'/attachments/r?permit=x','method':'PUT',"
                                .replace('\'', '"')
                        + "\"headers\":{\"Content-Type\":\"a/b\"},\"expiresAt\":\"2026-11-22T12:00:00.000Z\"}");
        assertThat(permit.toString()).doesNotContain("permit=");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                                            | attachments must be an array
            []                                            | text, data or attachments
            [7]                                           | attachments[0] must be a JSON object
            [{}]                                          | attachments[0].ref is missing
            [{'ref':'a/b','name':'n','mediaType':'a/b','bytes':1}] | attachments[0].ref must
            [{'ref':'r','name':'../n','mediaType':'a/b','bytes':1}] | attachments[0].name must not
            [{'ref':'r','name':'n','mediaType':'text','bytes':1}]  | attachments[0].mediaType must
            [{'ref':'r','name':'n','mediaType':'a/b','bytes':-1}]  | attachments[0].bytes must
            [{'ref':'r','name':'n','mediaType':'a/b','bytes':1.5}] | attachments[0].bytes must
            [{'ref':'r','name':'n','mediaType':'a/b','bytes':1,'sha256':'zz'}] | attachments[0].sha256 must
            [{'ref':'r','name':'n','mediaType':'a/b','bytes':1,'preview':[]}] | attachments[0].preview must
            [{'ref':'r','name':'n','mediaType':'a/b','bytes':1},{'ref':'r','name':'n','mediaType':'a/b','bytes':1}] | each ref once
            """)
    void namesTheFieldThatIsWrong(String attachments, String named) {
        Frame decoded = decode(SEND.formatted(attachments));
        assertThat(decoded).isInstanceOf(Frame.Invalid.class);
        Frame.Invalid invalid = (Frame.Invalid) decoded;
        assertThat(invalid.message()).contains(named);
        assertThat(invalid.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {'type':'upload','id':'1','mediaType':'a/b','bytes':1}            | name is missing
            {'type':'upload','id':'1','name':'a/b','mediaType':'a/b','bytes':1} | name must not
            {'type':'upload','id':'1','name':'n','mediaType':'a/b'}           | bytes is missing
            {'type':'upload','id':'1','name':'n','mediaType':'A/B','bytes':1} | mediaType must
            {'type':'download','id':'1','conversation':'c','ref':'r'}         | seq is missing
            {'type':'download','id':'1','conversation':'c','seq':1}           | ref is missing
            """)
    void namesTheFieldOfARequestThatIsWrong(String frame, String named) {
        assertThat(decode(frame)).isInstanceOf(Frame.Invalid.class);
        assertThat(((Frame.Invalid) decode(frame)).message()).contains(named);
    }
}
