package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A field that is missing, of a wrong type, too long or empty is named in the answer, and that is all that happens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadFieldsTest {
    private static final String BIG = "9223372036854775808";
    private final ChatFixture chat = ChatFixture.start();
    private TestClient alice;
    private String conversation;

    @BeforeAll
    void login() {
        alice = chat.login("alice");
        conversation = alice.say("bob", "hello").get("conversation").stringValue();
    }

    @AfterAll
    void stop() {
        chat.close();
    }

    /** Short forms: 'x*65' is a string of that many x, CONV the conversation's id, OK all that the request needs. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "send | 'text':'a','clientMessageId':'1' | to",
                "send | 'to':null,'text':'a','clientMessageId':'1' | to",
                "send | 'to':'bob','conversation':'CONV','text':'a','clientMessageId':'1' | conversation",
                "send | 'to':7,'text':'a','clientMessageId':'1' | to",
                "send | 'to':['bob'],'text':'a','clientMessageId':'1' | to",
                "send | 'to':'','text':'a','clientMessageId':'1' | to",
                "send | 'to':'x*129','text':'a','clientMessageId':'1' | to",
                "send | 'to':'a\\u0000b','text':'a','clientMessageId':'1' | to",
                "send | 'to':'a\\nb','text':'a','clientMessageId':'1' | to",
                "send | 'to':'a\\ud800b','text':'a','clientMessageId':'1' | to",
                "send | 'to':'alice','text':'a','clientMessageId':'1' | to",
                "send | 'conversation':7,'text':'a','clientMessageId':'1' | conversation",
                "send | 'conversation':'','text':'a','clientMessageId':'1' | conversation",
                "send | 'conversation':'x*65','text':'a','clientMessageId':'1' | conversation",
                "send | 'conversation':'CONV','context':'c','text':'a','clientMessageId':'1' | context",
                "send | 'to':'bob','context':7,'text':'a','clientMessageId':'1' | context",
                "send | 'to':'bob','context':'x*129','text':'a','clientMessageId':'1' | context",
                "send | 'to':'bob','context':'a\\tb','text':'a','clientMessageId':'1' | context",
                "send | 'to':'bob','text':'a' | clientMessageId",
                "send | 'to':'bob','text':'a','clientMessageId':null | clientMessageId",
                "send | 'to':'bob','text':'a','clientMessageId':7 | clientMessageId",
                "send | 'to':'bob','text':'a','clientMessageId':'' | clientMessageId",
                "send | 'to':'bob','text':'a','clientMessageId':'x*65' | clientMessageId",
                "send | 'to':'bob','text':'a','clientMessageId':'\\udc00' | clientMessageId",
                "send | 'to':'bob','clientMessageId':'1' | text",
                "send | 'to':'bob','clientMessageId':'1','text':null,'data':null | text",
                "send | 'to':'bob','clientMessageId':'1','text':7 | text",
                "send | 'to':'bob','clientMessageId':'1','text':{} | text",
                "send | 'to':'bob','clientMessageId':'1','text':'a\\u0000b' | text",
                "send | 'to':'bob','clientMessageId':'1','text':'a\\ud83d' | text",
                "send | 'to':'bob','clientMessageId':'1','text':'\\ude00\\ud83d' | text",
                "send | 'to':'bob','clientMessageId':'1','data':'a' | data",
                "send | 'to':'bob','clientMessageId':'1','data':[1] | data",
                "send | 'to':'bob','clientMessageId':'1','data':{'a':'\\ud83d'} | data",
                "send | 'to':'bob','clientMessageId':'1','text':'a','replyTo':0 | replyTo",
                "send | 'to':'bob','clientMessageId':'1','text':'a','replyTo':-1 | replyTo",
                "send | 'to':'bob','clientMessageId':'1','text':'a','replyTo':1.5 | replyTo",
                "send | 'to':'bob','clientMessageId':'1','text':'a','replyTo':'1' | replyTo",
                "send | 'to':'bob','clientMessageId':'1','text':'a','replyTo':" + BIG + " | replyTo",
                "read | 'seq':1 | conversation",
                "read | 'conversation':'','seq':1 | conversation",
                "read | 'conversation':true,'seq':1 | conversation",
                "read | 'conversation':'x*65','seq':1 | conversation",
                "read | 'conversation':'CONV' | seq",
                "read | 'conversation':'CONV','seq':0 | seq",
                "read | 'conversation':'CONV','seq':'1' | seq",
                "read | 'conversation':'CONV','seq':1e3 | seq",
                "read | 'conversation':'CONV','seq':" + BIG + " | seq",
                "history | 'limit':1 | conversation",
                "history | 'conversation':'CONV','before':0 | before",
                "history | 'conversation':'CONV','before':'2' | before",
                "history | 'conversation':'CONV','after':-1 | after",
                "history | 'conversation':'CONV','around':0 | around",
                "history | 'conversation':'CONV','around':" + BIG + " | around",
                "history | 'conversation':'CONV','after':0,'before':9 | before",
                "history | 'conversation':'CONV','limit':0 | limit",
                "history | 'conversation':'CONV','limit':-5 | limit",
                "history | 'conversation':'CONV','limit':'5' | limit",
                "conversations | 'limit':0 | limit",
                "conversations | 'limit':[] | limit",
                "conversations | 'cursor':7 | cursor",
                "conversations | 'cursor':'abc' | cursor",
                "conversations | 'cursor':'9*33' | cursor",
                "conversations | 'filter':7 | filter",
                "conversations | 'filter':'mine' | filter",
                "conversation | 'context':'c' | to",
                "conversation | 'to':'' | to",
                "conversation | 'to':'alice' | to",
                "conversation | 'to':'bob','context':{} | context",
                "edit | 'seq':1,'text':'a' | conversation",
                "edit | 'conversation':7,'seq':1,'text':'a' | conversation",
                "edit | 'conversation':'','seq':1,'text':'a' | conversation",
                "edit | 'conversation':'CONV','text':'a' | seq",
                "edit | 'conversation':'CONV','seq':null,'text':'a' | seq",
                "edit | 'conversation':'CONV','seq':0,'text':'a' | seq",
                "edit | 'conversation':'CONV','seq':'1','text':'a' | seq",
                "edit | 'conversation':'CONV','seq':1.5,'text':'a' | seq",
                "edit | 'conversation':'CONV','seq':" + BIG + ",'text':'a' | seq",
                "edit | 'conversation':'CONV','seq':1 | text",
                "edit | 'conversation':'CONV','seq':1,'text':null,'data':null | text",
                "edit | 'conversation':'CONV','seq':1,'text':7 | text",
                "edit | 'conversation':'CONV','seq':1,'text':'a\\u0000b' | text",
                "edit | 'conversation':'CONV','seq':1,'text':'a\\ud83d' | text",
                "edit | 'conversation':'CONV','seq':1,'data':'a' | data",
                "edit | 'conversation':'CONV','seq':1,'data':[1] | data",
                "edit | 'conversation':'CONV','seq':1,'data':{'a':'\\ud83d'} | data",
                "edit | 'conversation':'CONV','seq':1,'text':'a','revision':-1 | revision",
                "edit | 'conversation':'CONV','seq':1,'text':'a','revision':'0' | revision",
                "edit | 'conversation':'CONV','seq':1,'text':'a','revision':0.5 | revision",
                "edit | 'conversation':'CONV','seq':1,'text':'a','revision':2147483648 | revision",
                "edit | 'conversation':'CONV','seq':1,'text':'a','revision':" + BIG + " | revision",
                "recall | 'seq':1 | conversation",
                "recall | 'conversation':['CONV'],'seq':1 | conversation",
                "recall | 'conversation':'CONV' | seq",
                "recall | 'conversation':'CONV','seq':0 | seq",
                "recall | 'conversation':'CONV','seq':true | seq",
                "recall | 'conversation':'CONV','seq':" + BIG + " | seq",
                "hide | 'seq':1 | conversation",
                "hide | 'conversation':'x*65','seq':1 | conversation",
                "hide | 'conversation':'CONV' | seq",
                "hide | 'conversation':'CONV','seq':-1 | seq",
                "hide | 'conversation':'CONV','seq':" + BIG + " | seq",
                "react | 'seq':1,'reaction':'a' | conversation",
                "react | 'conversation':'CONV','reaction':'a' | seq",
                "react | 'conversation':'CONV','seq':0,'reaction':'a' | seq",
                "react | 'conversation':'CONV','seq':1 | reaction",
                "react | 'conversation':'CONV','seq':1,'reaction':null | reaction",
                "react | 'conversation':'CONV','seq':1,'reaction':7 | reaction",
                "react | 'conversation':'CONV','seq':1,'reaction':'' | reaction",
                "react | 'conversation':'CONV','seq':1,'reaction':'x*65' | reaction",
                "react | 'conversation':'CONV','seq':1,'reaction':'a\\nb' | reaction",
                "react | 'conversation':'CONV','seq':1,'reaction':'\\u0000' | reaction",
                "react | 'conversation':'CONV','seq':1,'reaction':'\\ud83d' | reaction",
                "react | 'conversation':'CONV','seq':1,'reaction':'a','remove':'true' | remove",
                "react | 'conversation':'CONV','seq':1,'reaction':'a','remove':1 | remove",
                "settings | 'pinned':true | conversation",
                "settings | 'conversation':'','pinned':true | conversation",
                "settings | 'conversation':'CONV' | mutedUntil",
                "settings | 'conversation':'CONV','pinned':null,'archived':null | pinned",
                "settings | 'conversation':'CONV','pinned':'true' | pinned",
                "settings | 'conversation':'CONV','pinned':true,'archived':1 | archived",
                "settings | 'conversation':'CONV','archived':{} | archived",
                "settings | 'conversation':'CONV','mutedUntil':1893456000000 | mutedUntil",
                "settings | 'conversation':'CONV','mutedUntil':'' | mutedUntil",
                "settings | 'conversation':'CONV','mutedUntil':'tomorrow' | mutedUntil",
                "settings | 'conversation':'CONV','mutedUntil':'2030-01-31' | mutedUntil",
                "settings | 'conversation':'CONV','mutedUntil':'2030-01-31T12:00:00' | mutedUntil",
                "settings | 'conversation':'CONV','mutedUntil':'2030-02-30T12:00:00Z' | mutedUntil",
                "settings | 'conversation':'CONV','mutedUntil':'1969-12-31T23:59:59Z' | mutedUntil",
                "settings | 'conversation':'CONV','mutedUntil':'+10000-01-01T00:00:00Z' | mutedUntil",
                "settings | 'conversation':'CONV','mutedUntil':'+999999999-12-31T23:59:59.9-18:00' | mutedUntil",
                "settings | 'conversation':'CONV','mutedUntil':'9*41' | mutedUntil",
                "block | 'blocked':true | user",
                "block | 'user':null | user",
                "block | 'user':7 | user",
                "block | 'user':['bob'] | user",
                "block | 'user':'' | user",
                "block | 'user':'x*129' | user",
                "block | 'user':'a\\nb' | user",
                "block | 'user':'a\\ud800b' | user",
                "block | 'user':'alice' | user",
                "unblock | 'seq':1 | user",
                "unblock | 'user':false | user",
                "unblock | 'user':'x*129' | user",
                "unblock | 'user':'alice' | user",
                "blocked | 'limit':0 | limit",
                "blocked | 'limit':'5' | limit",
                "blocked | 'cursor':7 | cursor",
                "blocked | 'cursor':'' | cursor",
                "blocked | 'cursor':'x*129' | cursor",
                "presence | 'watch':'bob' | watch",
                "presence | 'watch':{'0':'bob'} | watch",
                "presence | 'watch':['bob',7] | watch",
                "presence | 'watch':['bob',''] | watch",
                "presence | 'watch':['x*129'] | watch",
                "presence | 'watch':['a\\ud800b'] | watch",
                "presence | 'watch':['bob'],'unwatch':true | unwatch",
                "presence | 'unwatch':['a\\nb'] | unwatch",
                "reauth | 'token':7 | token",
            })
    void isNamedInTheAnswerAndTheConnectionGoesOn(String type, String fields, String field) {
        alice.raw(("{'type':'" + type + "','id':'bad'," + expand(fields) + "}").replace('\'', '"'));
        JsonNode refused = alice.reply();
        assertThat(code(refused)).isEqualTo("bad_request");
        assertThat(refused.get("id").stringValue()).isEqualTo("bad");
        assertThat(refused.get("message").stringValue()).containsPattern("\\b" + field + "\\b");
        JsonNode pong = alice.request("ping", Map.of());
        assertThat(pong.get("head").longValue()).isEqualTo(1);
        assertThat(chat.stored("bob").events()).hasSize(1);
    }

    private String expand(String fields) {
        java.util.regex.Matcher repeated =
                java.util.regex.Pattern.compile("(\\w)\\*(\\d+)").matcher(fields);
        return repeated.replaceAll(found -> found.group(1).repeat(Integer.parseInt(found.group(2))))
                .replace("CONV", conversation);
    }

    @Test
    void aTextOverItsLimitInBytesIsTooLargeAndOneAtTheLimitIsNot() {
        for (String text : List.of("x".repeat(16_385), "é".repeat(8_193), "€".repeat(5_462), "😀".repeat(4_097))) {
            JsonNode refused = alice.say("dave", text);
            assertThat(code(refused)).isEqualTo("too_large");
            assertThat(refused.get("message").stringValue()).contains("text");
        }
        for (String text : List.of("x".repeat(16_384), "é".repeat(8_192), "€".repeat(5_461), "😀".repeat(4_096))) {
            assertThat(code(chat.login("carol").say("dave", text))).isEqualTo("ok");
        }
    }

    @Test
    void dataOverItsLimitIsTooLarge() {
        JsonNode refused = alice.request(
                "send", Map.of("to", "dave", "clientMessageId", "1", "data", Map.of("a", "x".repeat(16_400))));
        assertThat(code(refused)).isEqualTo("too_large");
        assertThat(refused.get("message").stringValue()).contains("data");
    }

    @Test
    void aReplyToNoMessageIsNotFound() {
        JsonNode refused =
                alice.request("send", Map.of("to", "bob", "clientMessageId", "r", "text", "a", "replyTo", 2));
        assertThat(code(refused)).isEqualTo("not_found");
        assertThat(refused.get("message").stringValue()).contains("replyTo");
    }

    @Test
    void ofASignalIsNamedInAnAnswerWithoutId() {
        for (String fields : List.of("'typing':true", "'conversation':7,'typing':true", "'conversation':''")) {
            alice.raw(("{'type':'typing'," + fields + "}").replace('\'', '"'));
            JsonNode refused = alice.reply();
            assertThat(code(refused)).isEqualTo("bad_request");
            assertThat(refused.get("message").stringValue()).contains("conversation");
            assertThat(refused.has("id")).isFalse();
        }
    }

    @Test
    void anIdThatCanNotBeAnsweredIsRefusedWithoutOne() {
        for (String id : List.of("7", "null", "''", "'" + "x".repeat(65) + "'", "{}")) {
            alice.raw(("{'type':'ping','id':" + id + "}").replace('\'', '"'));
            JsonNode refused = alice.reply();
            assertThat(code(refused)).isEqualTo("bad_request");
            assertThat(refused.get("message").stringValue()).contains("id");
            assertThat(refused.has("id")).isFalse();
            alice.request("ping", Map.of());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"'token':7 | token", "'device':7 | device", "'device':'x*65' | device", "'resume':[] | resume"})
    void ofHelloIsNamedAndHelloMayBeRepeated(String fields, String field) {
        TestClient client = TestClient.connect(chat.port());
        client.raw(("{'type':'hello','id':'1'," + expand(fields) + "}").replace('\'', '"'));
        JsonNode refused = client.reply();
        assertThat(code(refused)).isEqualTo("bad_request");
        assertThat(refused.get("message").stringValue()).contains(field);
        assertThat(code(client.hello("erin"))).isEqualTo("ok");
        client.close();
    }
}
