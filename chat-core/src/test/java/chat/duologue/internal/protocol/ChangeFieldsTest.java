package chat.duologue.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ErrorCode;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeFieldsTest {
    private static final ConversationId CONVERSATION = new ConversationId("c");
    private final FrameDecoder decoder = new FrameDecoder(100, 50, 1_000, 100);

    private Frame decode(String singleQuoted) {
        return decoder.decode(singleQuoted.replace('\'', '"'));
    }

    private Request request(String frame) {
        Frame decoded = decode(frame);
        assertThat(decoded).as(frame).isInstanceOf(Frame.Asking.class);
        return ((Frame.Asking) decoded).request();
    }

    private Frame.Invalid invalid(String frame) {
        Frame decoded = decode(frame);
        assertThat(decoded).as(frame).isInstanceOf(Frame.Invalid.class);
        return (Frame.Invalid) decoded;
    }

    @Test
    void readsEveryFieldOfAnEditAndLeavesOutWhatItLeavesOut() {
        assertThat(request(
                        "{'type':'edit','id':'1','conversation':'c','seq':7,'text':'t','data':{'a':1.0},'revision':2}"))
                .isEqualTo(new Request.Edit("1", CONVERSATION, 7, "t", "{\"a\":1.0}", 2));
        assertThat(request("{'type':'edit','id':'1','conversation':'c','seq':7,'text':'','data':null,'revision':null}"))
                .isEqualTo(new Request.Edit("1", CONVERSATION, 7, "", null, null));
        assertThat(request("{'type':'edit','id':'1','conversation':'c','seq':7,'data':{},'revision':0,'by':'x'}"))
                .isEqualTo(new Request.Edit("1", CONVERSATION, 7, null, "{}", 0));
    }

    @Test
    void countsTheLimitsOfAnEditInBytes() {
        String frame = "{'type':'edit','id':'1','conversation':'c','seq':1,'%s':%s}";
        assertThat(request(frame.formatted("text", "'" + "é".repeat(50) + "'"))).isInstanceOf(Request.Edit.class);
        for (Frame.Invalid tooLarge : new Frame.Invalid[] {
            invalid(frame.formatted("text", "'" + "é".repeat(50) + "!'")),
            invalid(frame.formatted("data", "{'x':'" + "y".repeat(50) + "'}"))
        }) {
            assertThat(tooLarge.code()).isEqualTo(ErrorCode.TOO_LARGE);
            assertThat(tooLarge.message()).containsPattern("text|data");
        }
    }

    @Test
    void readsARecallAHideAndAReaction() {
        assertThat(request("{'type':'recall','id':'1','conversation':'c','seq':9223372036854775807}"))
                .isEqualTo(new Request.Recall("1", CONVERSATION, Long.MAX_VALUE));
        assertThat(request("{'type':'hide','id':'1','conversation':'c','seq':1}"))
                .isEqualTo(new Request.Hide("1", CONVERSATION, 1));
        assertThat(request("{'type':'react','id':'1','conversation':'c','seq':1,'reaction':'👍🏿'}"))
                .isEqualTo(new Request.React("1", CONVERSATION, 1, "👍🏿", false));
        assertThat(request("{'type':'react','id':'1','conversation':'c','seq':1,'reaction':'+','remove':false}"))
                .isEqualTo(new Request.React("1", CONVERSATION, 1, "+", false));
        assertThat(request("{'type':'react','id':'1','conversation':'c','seq':1,'reaction':'+','remove':true}"))
                .isEqualTo(new Request.React("1", CONVERSATION, 1, "+", true));
    }

    @Test
    void tellsAbsentSettingsFromMutedUntilNull() {
        assertThat(request("{'type':'settings','id':'1','conversation':'c','pinned':true}"))
                .isEqualTo(new Request.Configure("1", CONVERSATION, new Settings.Change(null, true, null)));
        assertThat(request("{'type':'settings','id':'1','conversation':'c','mutedUntil':null,'archived':null}"))
                .isEqualTo(new Request.Configure("1", CONVERSATION, new Settings.Change(Instant.EPOCH, null, null)));
        assertThat(request("{'type':'settings','id':'1','conversation':'c','archived':false,'pinned':false}"))
                .isEqualTo(new Request.Configure("1", CONVERSATION, new Settings.Change(null, false, false)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2030-01-31T12:00:00Z",
                "2030-01-31T12:00:00.000Z",
                "2030-01-31T14:30:00+02:30",
                "2030-01-31T12:00:00.000000000Z"
            })
    void readsATimeInEveryFormOfTheRfc(String time) {
        assertThat(request("{'type':'settings','id':'1','conversation':'c','mutedUntil':'" + time + "'}"))
                .isEqualTo(new Request.Configure(
                        "1", CONVERSATION, new Settings.Change(Instant.parse("2030-01-31T12:00:00Z"), null, null)));
    }

    @Test
    void readsBlocks() {
        assertThat(request("{'type':'block','id':'1','user':'u','blocked':false}"))
                .isEqualTo(new Request.Block("1", new UserId("u"), true));
        assertThat(request("{'type':'unblock','id':'1','user':'u'}"))
                .isEqualTo(new Request.Block("1", new UserId("u"), false));
        assertThat(request("{'type':'blocked','id':'1'}")).isEqualTo(new Request.Blocked("1", null, 50));
        assertThat(request("{'type':'blocked','id':'1','cursor':'u','limit':1000}"))
                .isEqualTo(new Request.Blocked("1", new UserId("u"), 100));
    }

    @Test
    void onlyWhatBecomesAWritePipelines() {
        for (String frame : new String[] {
            "{'type':'edit','id':'1','conversation':'c','seq':1,'text':'t'}",
            "{'type':'recall','id':'1','conversation':'c','seq':1}",
            "{'type':'hide','id':'1','conversation':'c','seq':1}",
            "{'type':'react','id':'1','conversation':'c','seq':1,'reaction':'+'}",
            "{'type':'settings','id':'1','conversation':'c','pinned':true}",
            "{'type':'block','id':'1','user':'u'}",
            "{'type':'unblock','id':'1','user':'u'}"
        }) {
            assertThat(request(frame).pipelines()).as(frame).isTrue();
            boolean saysSomething = frame.contains("edit") || frame.contains("react");
            assertThat(request(frame).isSend()).as(frame).isEqualTo(saysSomething);
        }
        assertThat(request("{'type':'blocked','id':'1'}").pipelines()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            'edit','seq':1,'text':'t'                                        | conversation is missing
            'edit','conversation':'c','text':'t'                             | seq is missing
            'edit','conversation':'c','seq':1                                | text or data must be present
            'edit','conversation':'c','seq':1,'text':'a\\u0000b'             | text
            'edit','conversation':'c','seq':1,'data':[]                      | data must be a JSON object
            'edit','conversation':'c','seq':1,'text':'t','revision':-1       | revision
            'edit','conversation':'c','seq':1,'text':'t','revision':2147483648 | revision
            'recall','conversation':'c','seq':0                              | seq
            'hide','conversation':'c','seq':'1'                              | seq must be a whole number
            'react','conversation':'c','seq':1                               | reaction is missing
            'react','conversation':'c','seq':1,'reaction':''                 | reaction
            'react','conversation':'c','seq':1,'reaction':'+','remove':0     | remove must be true or false
            'settings','conversation':'c'                                    | mutedUntil, pinned or archived
            'settings','conversation':'c','pinned':'yes'                     | pinned must be true or false
            'settings','conversation':'c','mutedUntil':0                     | mutedUntil must be a string
            'settings','conversation':'c','mutedUntil':'soon'                | mutedUntil must be a time
            'settings','conversation':'c','mutedUntil':'1900-01-01T00:00:00Z' | mutedUntil must be from 1970
            'block'                                                          | user is missing
            'unblock','user':''                                              | user
            'blocked','cursor':{}                                            | cursor must be a string
            """)
    void namesTheFieldThatIsWrong(String rest, String named) {
        Frame.Invalid invalid = invalid("{'id':'1','type':" + rest + "}");
        assertThat(invalid.message()).contains(named);
        assertThat(invalid.code()).isEqualTo(ErrorCode.BAD_REQUEST);
        assertThat(invalid.malformed()).isFalse();
    }
}
