package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome.Conflict;
import chat.duologue.store.spi.Outcome.Duplicate;
import chat.duologue.store.spi.Write;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts and names are kept character for character. */
interface TextContract extends StoreUnderTest {

    /** Stores the message and finds the very same by every way there is to read it; retries are known. */
    default Message keeps(UserId from, UserId to, String context, ClientMessageId id, Content content) {
        Write.Send send = sending(from, with(to, context), id, content);
        Message message = stored(write(send));
        assertThat(message.from()).isEqualTo(from);
        assertThat(message.clientMessageId()).isEqualTo(id);
        assertThat(message.content()).isEqualTo(content);
        for (UserId member : List.of(from, to)) {
            assertThat(history(member, message.conversation())).last().isEqualTo(message);
            assertThat(store().events(member, head(member) - 1, 1).events())
                    .containsExactly(new MessageEvent(head(member), message));
        }
        assertThat(conversation(from, with(to, context))).satisfies(c -> {
            assertThat(c.peer()).isEqualTo(to);
            assertThat(c.context()).isEqualTo(context);
            assertThat(c.last()).isEqualTo(message);
        });
        assertThat(write(send)).isEqualTo(new Duplicate(message));
        return message;
    }

    default void keepsContent(Content content) {
        keeps(user("alice"), user("bob"), "", newClientId(), content);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 13, 14, 15, 16})
    default void charactersOfEveryPlaneAreKeptInNamesAndTexts(int plane) {
        String text = Names.ofPlane(plane);
        keeps(user(text), user(text + "2"), text, new ClientMessageId(text), new Content(text, text, null));
    }

    @Test
    default void textsAreKeptCharacterForCharacter() {
        for (String text : List.of(
                "",
                " ",
                " leading and trailing ",
                "\t\r\n\n\r",
                "\u0001\u0007\u001B\u007F\u0085\u009F",
                "cafe\u0301 caf\u00E9",
                "\u0301starts with a combining mark",
                "\u202Ebidi override\u202C \u2066isolate\u2069",
                "\u05E9\u05DC\u05D5\u05DD \u0645\u0631\u062D\u0628\u0627",
                "\uD83D\uDC69\u200D\uD83D\uDC67 \uD83C\uDDE9\uD83C\uDDEA \uD83D\uDC4B\uD83C\uDFFD",
                "'; DROP TABLE message; --",
                "\\0 \\n \\u0000 %s {0} ${x} #{x} ? :name @x",
                "<b>&amp;</b>",
                "\uFEFFstarts with a byte order mark",
                "null")) {
            keepsContent(Content.text(text));
            keepsContent(new Content(null, text, null));
        }
    }

    @Test
    default void dataIsKeptAsItIsWritten() {
        for (String data : List.of(
                "{}",
                "{ \"b\" : 1.0,\n\"a\": 1e2, \"b\" : 2 }",
                "{\"n\":12345678901234567890.000}",
                "{\"s\":\"\\u00e9\\/\"}",
                "not json at all")) {
            keepsContent(new Content(null, data, null));
        }
    }

    @Test
    default void anAbsentTextIsNotAnEmptyOne() {
        keepsContent(new Content("", null, null));
        keepsContent(new Content("", "", null));
        keepsContent(new Content(null, "", null));
        keepsContent(new Content("text", "", null));
        keepsContent(new Content("text", null, null));
    }

    @Test
    default void longTextsAreKept() {
        keepsContent(new Content("x".repeat(64 * 1024), null, null));
        keepsContent(new Content("\uD83D\uDE00".repeat(16 * 1024), null, null));
        keepsContent(new Content("text", "y".repeat(64 * 1024), null));
    }

    @Test
    default void aLongTextIsComparedToItsEnd() {
        String text = "x".repeat(64 * 1024 - 1);
        Write.Send send = sending(user("alice"), user("bob"), text + "1");
        write(send);
        assertThat(write(sending(user("alice"), with(user("bob")), send.clientMessageId(), Content.text(text + "2"))))
                .isEqualTo(new Conflict());
    }

    @Test
    default void namesOfTheLongestLengthAreKept() {
        for (String filler : List.of("x", "\u00E9", "\uFFFD", "\uD83D\uDE00")) {
            UserId alice = new UserId(longest(filler, "a", UserId.MAX_CHARS));
            UserId bob = new UserId(longest(filler, "b", UserId.MAX_CHARS));
            String context = longest(filler, "c", ConversationRef.WithPeer.MAX_CONTEXT_CHARS);
            ClientMessageId id = new ClientMessageId(longest(filler, "d", ClientMessageId.MAX_CHARS));
            keeps(alice, bob, context, id, Content.text("hello"));
        }
    }

    private String longest(String filler, String last, int chars) {
        StringBuilder name = new StringBuilder(tag());
        while (name.length() + filler.length() < chars) {
            name.append(filler);
        }
        while (name.length() < chars) {
            name.append(last);
        }
        return name.toString();
    }

    @Test
    default void clientIdsThatLookLikeUuidsAreKeptAsTheyAreWritten() {
        String uuid = "0192f0c1-7a3b-7c4d-8e5f-a0b1c2d3e4f5";
        List<String> ids = List.of(
                uuid,
                uuid.toUpperCase(Locale.ROOT),
                "0192F0C1-7a3b-7c4d-8e5f-a0b1c2d3e4f5",
                uuid.replace("-", ""),
                uuid.replace("-", "").toUpperCase(Locale.ROOT),
                "{" + uuid + "}",
                "urn:uuid:" + uuid,
                uuid + " ",
                "192f0c1-7a3b-7c4d-8e5f-a0b1c2d3e4f5",
                "0192f0c17-a3b-7c4d-8e5f-a0b1c2d3e4f5",
                "g192f0c1-7a3b-7c4d-8e5f-a0b1c2d3e4f5",
                "+192f0c1-7a3b-7c4d-8e5f-a0b1c2d3e4f5",
                "00000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
                "0-0-0-0-0",
                "0",
                "00");
        for (String id : ids) {
            keeps(user("alice"), user("bob"), "", new ClientMessageId(id), Content.text("hello"));
        }
        assertThat(history(user("bob"), conversation(user("bob"), user("alice")).id()))
                .extracting(message -> message.clientMessageId().value())
                .isEqualTo(ids);
    }
}
