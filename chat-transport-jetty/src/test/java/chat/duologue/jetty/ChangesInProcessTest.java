package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.ChangePolicy;
import chat.duologue.ChangeRules;
import chat.duologue.ChatUser;
import chat.duologue.ErrorCode;
import chat.duologue.RequestException;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Message;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the host's own code changes as a user is seen on sockets. */
class ChangesInProcessTest {
    private static final String AT = "'2030-01-01T00:00:00.000Z'";
    private final ChatFixture chat = ChatFixture.start(builder ->
            builder.clock(new ManualClock()).changes(ChangePolicy.of(ChangeRules.DEFAULTS.withKeepRevisions(true))));
    private final FourDevices devices = new FourDevices(chat, "hello");
    private final ConversationId conversation = new ConversationId(devices.conversation);
    private final ChatUser alice = chat.chat.as(new UserId("alice"));
    private final ChatUser bob = chat.chat.as(new UserId("bob"));

    @AfterEach
    void stop() {
        chat.close();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static void assertRefused(CompletionStage<?> stage, ErrorCode code) {
        assertThatThrownBy(() -> get(stage))
                .cause()
                .isInstanceOfSatisfying(
                        RequestException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @Test
    void messagesAreChangedAndEveryDeviceSeesIt() {
        Message edited = get(alice.edit(conversation, 1, "hi", null, 0));
        assertThat(edited.revision()).isEqualTo(1);
        devices.allGet("'offset':2,'kind':'edited','conversation':'CONV','seq':1,'by':'alice','at':" + AT
                + ",'revision':1,'text':'hi'");
        get(bob.react(conversation, 1, "+", false));
        devices.allGet("'offset':3,'kind':'reaction','conversation':'CONV','seq':1,'by':'bob','reaction':'+'");
        get(bob.react(conversation, 1, "+", true));
        devices.allGet(
                "'offset':4,'kind':'reaction','conversation':'CONV','seq':1,'by':'bob','reaction':'+','removed':true");
        assertThat(chat.chat.revisions(conversation, 1))
                .extracting(message -> message.content().text())
                .containsExactly("hello");
        get(alice.recall(conversation, 1));
        devices.allGet("'offset':5,'kind':'recalled','conversation':'CONV','seq':1,'by':'alice','at':" + AT);
        assertThat(chat.chat.revisions(conversation, 1)).isEmpty();
        get(bob.hide(conversation, 1));
        devices.bobsGet("'offset':6,'kind':'hidden','conversation':'CONV','seq':1");
        devices.assertSilence();
    }

    @Test
    void settingsAndBlocksAreSetAndOnlyTheUsersDevicesSeeIt() {
        Settings settings = get(bob.configure(conversation, new Settings.Change(null, true, null)));
        assertThat(settings).isEqualTo(new Settings(null, true, false));
        devices.bobsGet("'offset':2,'kind':'settings','conversation':'CONV','pinned':true,'archived':false");
        get(bob.block(new UserId("alice"), true));
        devices.bobsGet("'offset':3,'kind':'block','user':'alice','blocked':true");
        assertThat(get(bob.blocked(null, 10))).isEqualTo(List.of(new UserId("alice")));
        assertThat(get(bob.blocked(new UserId("alice"), 10))).isEmpty();
        assertRefused(alice.edit(conversation, 1, "hi", null, null), ErrorCode.FORBIDDEN);
        assertRefused(alice.react(conversation, 1, "+", false), ErrorCode.FORBIDDEN);
        get(bob.block(new UserId("alice"), false));
        devices.bobsGet("'offset':4,'kind':'block','user':'alice','blocked':false");
        devices.assertSilence();
    }

    @Test
    void refusalsAreRequestExceptions() {
        get(alice.edit(conversation, 1, "hi", null, null));
        assertRefused(alice.edit(conversation, 1, "ho", null, 0), ErrorCode.CONFLICT);
        assertRefused(alice.edit(conversation, 2, "ho", null, null), ErrorCode.NOT_FOUND);
        assertRefused(alice.recall(conversation, 0), ErrorCode.NOT_FOUND);
        assertRefused(bob.edit(conversation, 1, "ho", null, null), ErrorCode.FORBIDDEN);
        assertRefused(bob.block(new UserId("bob"), true), ErrorCode.BAD_REQUEST);
        ChatUser stranger = chat.chat.as(new UserId("stranger"));
        for (CompletionStage<?> stage : List.of(
                stranger.edit(conversation, 1, "mine", null, null),
                stranger.recall(conversation, 1),
                stranger.hide(conversation, 1),
                stranger.react(conversation, 1, "+", false),
                stranger.configure(conversation, new Settings.Change(null, true, null)))) {
            assertRefused(stage, ErrorCode.FORBIDDEN);
        }
    }

    @Test
    void whatIsNotAllowedAtAllIsAnIllegalArgumentWhateverThePolicies() {
        try (ChatFixture other = ChatFixture.start(builder ->
                builder.policy((from, to, context) -> true).changes((by, peer, context) -> ChangeRules.DEFAULTS))) {
            for (ChatUser user : List.of(alice, other.chat.as(new UserId("alice")))) {
                assertThatIllegalArgumentException().isThrownBy(() -> user.edit(conversation, 1, null, null, null));
                assertThatIllegalArgumentException().isThrownBy(() -> user.edit(conversation, 1, "\0", null, null));
                assertThatIllegalArgumentException().isThrownBy(() -> user.react(conversation, 1, "", false));
            }
        }
    }
}
