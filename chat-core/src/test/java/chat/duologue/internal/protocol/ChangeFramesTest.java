package chat.duologue.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Event;
import chat.duologue.model.Message;
import chat.duologue.model.Quote;
import chat.duologue.model.Reaction;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What frames say of messages that were changed, and of settings and blocks. */
class ChangeFramesTest {
    private static final ConversationId CONVERSATION = new ConversationId("c");
    private static final UserId ALICE = new UserId("alice");
    private static final UserId BOB = new UserId("bob");
    private static final Instant SENT = Instant.parse("2030-01-01T00:00:00Z");
    private static final Instant LATER = Instant.parse("2030-01-01T00:05:00.123Z");
    private static final Message MESSAGE =
            new Message(CONVERSATION, 7, ALICE, SENT, new ClientMessageId("m"), new Content("text", "{\"a\":1}", 3L));

    private static String event(Event event) {
        return FrameEncoder.event(event.offset(), FrameEncoder.eventBody(event)).replace('"', '\'');
    }

    private static String message(Message message, Reaction... reactions) {
        return FrameEncoder.message(message, List.of(reactions)).replace('"', '\'');
    }

    @Test
    void anEditTellsTheWholeContent() {
        Message edited = MESSAGE.saying(MESSAGE.content(), 2, LATER).quoting(new Quote(BOB, "answered", false));
        assertThat(event(new Event.EditedEvent(5, edited)))
                .isEqualTo("{'type':'event','offset':5,'kind':'edited','conversation':'c','seq':7,'by':'alice',"
                        + "'at':'2030-01-01T00:05:00.123Z','revision':2,'text':'text','data':{'a':1},'replyTo':3,"
                        + "'quote':{'from':'bob','text':'answered'}}");
    }

    @Test
    void recalledAndHiddenTellNoContent() {
        assertThat(event(new Event.RecalledEvent(5, CONVERSATION, 7, ALICE, LATER)))
                .isEqualTo("{'type':'event','offset':5,'kind':'recalled','conversation':'c','seq':7,'by':'alice',"
                        + "'at':'2030-01-01T00:05:00.123Z'}");
        assertThat(event(new Event.HiddenEvent(5, CONVERSATION, 7)))
                .isEqualTo("{'type':'event','offset':5,'kind':'hidden','conversation':'c','seq':7}");
    }

    @Test
    void aReactionTellsRemovedOnlyWhereItIs() {
        String reaction =
                "{'type':'event','offset':5,'kind':'reaction','conversation':'c','seq':7,'by':'bob','reaction':'+'";
        assertThat(event(new Event.ReactionEvent(5, CONVERSATION, 7, new Reaction(BOB, "+"), false)))
                .isEqualTo(reaction + "}");
        assertThat(event(new Event.ReactionEvent(5, CONVERSATION, 7, new Reaction(BOB, "+"), true)))
                .isEqualTo(reaction + ",'removed':true}");
    }

    @Test
    void settingsAreAllToldAndABlockHasNoConversation() {
        assertThat(event(new Event.SettingsEvent(5, CONVERSATION, Settings.NONE)))
                .isEqualTo("{'type':'event','offset':5,'kind':'settings','conversation':'c','pinned':false,"
                        + "'archived':false}");
        assertThat(event(new Event.SettingsEvent(5, CONVERSATION, new Settings(LATER, true, true))))
                .isEqualTo("{'type':'event','offset':5,'kind':'settings','conversation':'c',"
                        + "'mutedUntil':'2030-01-01T00:05:00.123Z','pinned':true,'archived':true}");
        assertThat(event(new Event.BlockEvent(5, BOB, true)))
                .isEqualTo("{'type':'event','offset':5,'kind':'block','user':'bob','blocked':true}");
    }

    @Test
    void aMessageTellsWhatBecameOfIt() {
        String head = "{'seq':7,'from':'alice','at':'2030-01-01T00:00:00.000Z','clientMessageId':'m',";
        String content = "'text':'text','data':{'a':1},'replyTo':3";
        assertThat(message(MESSAGE)).isEqualTo(head + content + "}");
        assertThat(message(MESSAGE.saying(MESSAGE.content(), 1, LATER)))
                .isEqualTo(head + content + ",'revision':1,'editedAt':'2030-01-01T00:05:00.123Z'}");
        assertThat(message(MESSAGE.saying(null, 1, LATER))).isEqualTo(head + "'recalled':true}");
        assertThat(message(MESSAGE.hidden())).isEqualTo(head + "'hidden':true}");
        assertThat(message(MESSAGE.saying(null, 1, LATER).hidden())).isEqualTo(head + "'hidden':true}");
    }

    @Test
    void aQuoteTellsWhatThereIs() {
        assertThat(message(MESSAGE.quoting(new Quote(BOB, null, false)))).endsWith(",'quote':{'from':'bob'}}");
        assertThat(message(MESSAGE.quoting(new Quote(BOB, null, true))))
                .endsWith(",'quote':{'from':'bob','recalled':true}}");
        assertThat(message(MESSAGE.saying(null, 0, LATER).quoting(new Quote(BOB, "x", false))))
                .doesNotContain("quote");
    }

    @Test
    void aReactionStandsOnceWithThoseWhoHaveIt() {
        assertThat(message(MESSAGE, new Reaction(BOB, "+"), new Reaction(ALICE, "\\\""), new Reaction(ALICE, "+")))
                .endsWith(
                        ",'reactions':[{'reaction':'+','by':['bob','alice']},{'reaction':'\\\\\\'','by':['alice']}]}");
    }

    @Test
    void repliesTellWhatIsThen() {
        assertThat(FrameEncoder.edited("1", MESSAGE.saying(MESSAGE.content(), 3, LATER)))
                .isEqualTo("{'type':'ok','id':'1','seq':7,'at':'2030-01-01T00:05:00.123Z','revision':3}"
                        .replace('\'', '"'));
        assertThat(FrameEncoder.edited("1", MESSAGE))
                .isEqualTo("{'type':'ok','id':'1','seq':7,'at':'2030-01-01T00:00:00.000Z','revision':0}"
                        .replace('\'', '"'));
        assertThat(FrameEncoder.settings("1", new Settings(LATER, false, true)))
                .isEqualTo(
                        "{'type':'ok','id':'1','mutedUntil':'2030-01-01T00:05:00.123Z','pinned':false,'archived':true}"
                                .replace('\'', '"'));
        assertThat(FrameEncoder.blocked("1", List.of(ALICE, BOB), true))
                .isEqualTo("{'type':'ok','id':'1','users':['alice','bob'],'cursor':'bob'}".replace('\'', '"'));
        assertThat(FrameEncoder.blocked("1", List.of(), false))
                .isEqualTo("{'type':'ok','id':'1','users':[]}".replace('\'', '"'));
    }
}
