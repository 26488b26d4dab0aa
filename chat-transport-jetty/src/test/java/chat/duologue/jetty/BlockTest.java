package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServerOptions;
import chat.duologue.Verdict;
import chat.duologue.store.memory.InMemoryChatStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Blocking over sockets: whom Bob blocks is Alice. */
class BlockTest {
    private final AtomicBoolean refusing = new AtomicBoolean();
    private final ChatFixture chat = ChatFixture.start(
            new InMemoryChatStore(),
            ChatServerOptions.builder().typingTimeout(Duration.ofMinutes(1)).build(),
            builder -> builder.policy((from, to, context) ->
                            !refusing.get() || !from.value().equals("alice"))
                    .interceptor(message -> "a curse".equals(message.content().text())
                            ? new Verdict.Refuse("mind your words")
                            : Verdict.PASS));
    private final FourDevices devices = new FourDevices(chat, "hello");

    @AfterEach
    void stop() {
        chat.close();
    }

    private static JsonNode ask(TestClient client, String type, String user) {
        return ((ObjectNode) client.request(type, Map.of("user", user))).remove(List.of("id"));
    }

    @Test
    void onlyTheUsersOwnDevicesSeeItAndRepeatingChangesNothing() {
        devices.assertOk(ask(devices.bob, "block", "alice"), "");
        devices.bobsGet("'offset':2,'kind':'block','user':'alice','blocked':true");
        devices.assertOk(ask(devices.bobsOther, "block", "alice"), "");
        devices.assertOk(
                ((ObjectNode) devices.bob.request("blocked", Map.of())).remove(List.of("id")), "'users':['alice']");
        devices.assertOk(ask(devices.bob, "unblock", "alice"), "");
        devices.bobsGet("'offset':3,'kind':'block','user':'alice','blocked':false");
        devices.assertOk(ask(devices.bobsOther, "unblock", "alice"), "");
        devices.assertSilence();
    }

    /** What Alice tries; each must be answered as a policy answers it. */
    private List<JsonNode> attempts() {
        String conversation = devices.conversation;
        TestClient alice = devices.alice;
        List<JsonNode> answers = new ArrayList<>();
        answers.add(alice.say("bob", "please", "m-2"));
        answers.add(alice.request(
                "send", Map.of("to", "bob", "context", "other", "text", "please", "clientMessageId", "m-3")));
        answers.add(alice.request(
                "send", Map.of("conversation", conversation, "text", "please", "clientMessageId", "m-4")));
        answers.add(alice.request("edit", Map.of("conversation", conversation, "seq", 1, "text", "please")));
        answers.add(alice.request("react", Map.of("conversation", conversation, "seq", 1, "reaction", "+")));
        answers.forEach(answer -> ((ObjectNode) answer).remove("id"));
        return answers;
    }

    /** What would be answered in another way if nobody minded. */
    private List<JsonNode> mistakes() {
        String conversation = devices.conversation;
        TestClient alice = devices.alice;
        List<JsonNode> answers = new ArrayList<>();
        answers.add(alice.say("bob", "hello", "m-1"));
        answers.add(alice.say("bob", "something else", "m-1"));
        answers.add(alice.say("bob", "a curse"));
        answers.add(
                alice.request("send", Map.of("to", "bob", "text", "please", "replyTo", 99, "clientMessageId", "m-5")));
        Map<String, Object> file = Map.of("ref", "none", "name", "n", "mediaType", "a/b", "bytes", 1);
        answers.add(alice.request("send", Map.of("to", "bob", "clientMessageId", "m-6", "attachments", List.of(file))));
        for (int seq : new int[] {1, 99}) {
            answers.add(alice.request("edit", Map.of("conversation", conversation, "seq", seq, "text", "a curse")));
        }
        answers.add(alice.request("edit", Map.of("conversation", conversation, "seq", 99, "text", "please")));
        answers.add(alice.request("react", Map.of("conversation", conversation, "seq", 99, "reaction", "+")));
        answers.forEach(answer -> ((ObjectNode) answer).remove("id"));
        return answers;
    }

    @Test
    void noMistakeTellsItFromAPolicy() {
        assertThat(mistakes()).noneSatisfy(answer -> assertThat(code(answer)).isEqualTo("forbidden"));
        refusing.set(true);
        List<JsonNode> byPolicy = mistakes();
        refusing.set(false);
        ask(devices.bob, "block", "alice");
        assertThat(mistakes())
                .isEqualTo(byPolicy)
                .allSatisfy(answer -> assertThat(code(answer)).isEqualTo("forbidden"));
    }

    @Test
    void itLooksLikeAnyRefusalByPolicyAndNothingIsStored() {
        refusing.set(true);
        List<JsonNode> byPolicy = attempts();
        refusing.set(false);
        ask(devices.bob, "block", "alice");
        assertThat(attempts())
                .isEqualTo(byPolicy)
                .allSatisfy(answer -> assertThat(code(answer)).isEqualTo("forbidden"));
        assertThat(devices.history(devices.bob)).hasSize(1);

        ask(devices.bob, "unblock", "alice");
        assertThat(attempts()).allSatisfy(answer -> assertThat(code(answer)).isEqualTo("ok"));
    }

    @Test
    void whatWasWrittenStaysAndOneCanStillLeaveTraceless() {
        ask(devices.bob, "block", "alice");
        assertThat(devices.history(devices.alice)).hasSize(1);
        assertThat(devices.history(devices.bob)).hasSize(1);
        devices.assertOk(devices.hide(devices.alice, 1), "");
        devices.assertOk(devices.recall(devices.alice, 1), "");
        assertThat(devices.history(devices.bob).get(0).get("recalled").booleanValue())
                .isTrue();
    }

    @Test
    void theOneWhoBlocksMayStillWrite() {
        ask(devices.bob, "block", "alice");
        assertThat(code(devices.bob.say("alice", "never write again"))).isEqualTo("ok");
        assertThat(devices.alice.texts(1)).containsExactly("never write again");
    }

    @Test
    void typingEndsAtOnceAndIsSeenAgainAfterwards() {
        TestClient carol = chat.login("carol");
        String withAlice = carol.say("alice", "hello").get("conversation").stringValue();
        String withBob = carol.say("bob", "hello").get("conversation").stringValue();
        devices.alice.typing(devices.conversation, true);
        assertTyping(devices.bob, "alice", true);
        ask(devices.bob, "block", "alice");
        assertTyping(devices.bob, "alice", false);

        devices.alicesOther.typing(devices.conversation, true);
        devices.bob.typing(devices.conversation, true);
        carol.typing(withBob, true);
        assertTyping(devices.bob, "carol", true);
        chat.login("carol").typing(withAlice, true);
        assertTyping(devices.alice, "carol", true);

        ask(devices.bob, "unblock", "alice");
        chat.login("alice").typing(devices.conversation, true);
        assertTyping(devices.bob, "alice", true);
    }

    private static void assertTyping(TestClient device, String who, boolean typing) {
        JsonNode signal = device.signal();
        assertThat(signal.get("from").stringValue()).isEqualTo(who);
        assertThat(signal.get("typing").booleanValue()).isEqualTo(typing);
    }

    @Test
    void whoIsBlockedSeesTheOtherLeaveWithoutATraceAndComeBackAfterwards() {
        assertThat(devices.alice.watch("bob").get("online").booleanValue()).isTrue();
        ask(devices.bob, "block", "alice");
        JsonNode left = devices.alice.signal();
        assertThat(left).isEqualTo(devices.json("{'type':'presence','user':'bob','online':false}"));
        assertThat(devices.alicesOther.watch("bob")).isEqualTo(devices.json("{'user':'bob','online':false}"));
        assertThat(devices.bob.watch("alice").get("online").booleanValue())
                .as("the other way it stays")
                .isTrue();
        ask(devices.bob, "unblock", "alice");
        assertThat(devices.alice.signal().get("online").booleanValue()).isTrue();
    }

    @Test
    void anyNameCanBeBlockedButOnesOwn() {
        devices.assertOk(ask(devices.bob, "block", "nobody knows"), "");
        devices.assertRefused(ask(devices.bob, "block", "bob"), "bad_request", "user must be another user");
        devices.assertRefused(ask(devices.bob, "unblock", "bob"), "bad_request", "user must be another user");
        assertThat(code(devices.bob.request("ping", Map.of()))).isEqualTo("ok");
    }

    @Test
    void theListComesInPages() {
        for (int i = 1; i <= 5; i++) {
            ask(devices.bob, "block", "user-" + i);
        }
        JsonNode first = devices.bob.request("blocked", Map.of("limit", 2));
        assertThat(first.get("users").toString()).isEqualTo("[\"user-1\",\"user-2\"]");
        JsonNode second = devices.bob.request(
                "blocked", Map.of("limit", 2, "cursor", first.get("cursor").stringValue()));
        assertThat(second.get("users").toString()).isEqualTo("[\"user-3\",\"user-4\"]");
        JsonNode third = devices.bob.request(
                "blocked", Map.of("limit", 2, "cursor", second.get("cursor").stringValue()));
        assertThat(third.get("users").toString()).isEqualTo("[\"user-5\"]");
        assertThat(third.has("cursor")).isFalse();
        assertThat(devices.alice.request("blocked", Map.of()).get("users")).isEmpty();
    }

    @RepeatedTest(5)
    void afterTheOkNoSendThatIsInFlightIsStored() {
        List<TestClient> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            senders.add(chat.login("alice"));
        }
        CompletableFuture<?>[] sending = new CompletableFuture<?>[senders.size()];
        for (int i = 0; i < sending.length; i++) {
            TestClient sender = senders.get(i);
            int number = i;
            sending[i] = Background.run(() -> {
                int unanswered = 0;
                boolean refused = false;
                for (int sent = 0; !refused; sent++) {
                    String text = number + "/" + sent;
                    sender.post("send", Map.of("to", "bob", "text", text, "clientMessageId", text));
                    unanswered++;
                    if (unanswered == 10) {
                        refused = code(sender.reply()).equals("forbidden");
                        unanswered--;
                    }
                }
                for (; unanswered > 0; unanswered--) {
                    assertThat(code(sender.reply())).isEqualTo("forbidden");
                }
            });
        }
        devices.bob.texts(50);
        ask(devices.bob, "block", "alice");
        long stored = devices.shown(devices.bob).get("last").get("seq").longValue();
        CompletableFuture.allOf(sending).join();
        assertThat(devices.shown(devices.bob).get("last").get("seq").longValue())
                .isGreaterThan(50)
                .isEqualTo(stored);
    }
}
