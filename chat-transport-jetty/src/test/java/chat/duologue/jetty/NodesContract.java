package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServer;
import chat.duologue.ChatServerOptions;
import chat.duologue.DisconnectReason;
import chat.duologue.LiveSession;
import chat.duologue.SessionPolicy;
import chat.duologue.model.Event;
import chat.duologue.model.UserId;
import chat.duologue.spi.Bus;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Erasure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Several nodes on one store: wherever a session is, it sees its user's stream, and what others do elsewhere. The same over every bus. */
public abstract class NodesContract {
    /** So rare that nothing in a test is found by it. */
    static final Duration NEVER = Duration.ofMinutes(10);

    private final List<ChatFixture> nodes = new ArrayList<>();
    /** By the order of the nodes. */
    private final List<CutBus> buses = new ArrayList<>();

    /** One node's way to the one store of all. */
    protected abstract ChatStore openStore();

    /** One node's way to the others. */
    protected abstract Bus newBus(ChatStore store) throws Exception;

    /** Ends what all of them share, when they are stopped. */
    protected void close() throws Exception {}

    @AfterEach
    void stopNodes() throws Exception {
        nodes.forEach(ChatFixture::close);
        close();
    }

    final ChatFixture node() {
        return node(NEVER);
    }

    final ChatFixture node(Duration heartbeat) {
        return node(heartbeat, builder -> builder);
    }

    private ChatFixture node(SessionPolicy policy) {
        return node(NEVER, builder -> builder.sessions(policy));
    }

    final ChatFixture node(Duration heartbeat, UnaryOperator<ChatServer.Builder> more) {
        return node(
                ChatServerOptions.builder()
                        .heartbeat(heartbeat)
                        .idleTimeout(heartbeat.multipliedBy(3))
                        .build(),
                more);
    }

    final ChatFixture node(ChatServerOptions options, UnaryOperator<ChatServer.Builder> more) {
        ChatStore store = openStore();
        CutBus bus = new CutBus(busOver(store));
        ChatFixture node = ChatFixture.start(store, options, builder -> more.apply(builder.bus(bus)));
        nodes.add(node);
        buses.add(bus);
        return node;
    }

    private Bus busOver(ChatStore store) {
        try {
            return newBus(store);
        } catch (Exception e) {
            throw new AssertionError("no bus", e);
        }
    }

    private CutBus bus(ChatFixture node) {
        return buses.get(nodes.indexOf(node));
    }

    @Test
    void whatIsSentOnOneNodeIsSeenOnTheOthers() {
        TestClient alice = node().login("alice");
        TestClient bob = node().login("bob");
        TestClient aliceElsewhere = node().login("alice");
        JsonNode sent = alice.say("bob", "hello");
        JsonNode seen = bob.event();
        assertThat(seen.get("kind").stringValue()).isEqualTo("message");
        assertThat(seen.get("offset").longValue()).isEqualTo(1);
        assertThat(seen.get("text").stringValue()).isEqualTo("hello");
        assertThat(aliceElsewhere.event()).isEqualTo(alice.event());
        bob.request("read", Map.of("conversation", sent.get("conversation").stringValue(), "seq", 1));
        for (TestClient each : List.of(alice, aliceElsewhere, bob)) {
            assertThat(each.event("receipt", event -> true).get("readSeq").longValue())
                    .isEqualTo(1);
        }
    }

    @Test
    void anAcknowledgementOnAnotherNodeTellsThatItWasDelivered() {
        TestClient alice = node().login("alice");
        TestClient bob = node().login("bob");
        alice.say("bob", "hello");
        bob.ack(bob.event().get("offset").longValue());
        assertThat(alice.event("receipt", event -> true).get("deliveredSeq").longValue())
                .isEqualTo(1);
    }

    @Test
    void whoFollowsWithinTheServerSeesItToo() {
        TestClient alice = node().login("alice");
        List<Event> seen = new CopyOnWriteArrayList<>();
        node().chat.as(new UserId("bob")).follow(0, seen::add);
        alice.say("bob", "one");
        alice.say("bob", "two");
        await().untilAsserted(() -> assertThat(seen).extracting(Event::offset).containsExactly(1L, 2L));
    }

    @Test
    void anEventTooLongForTheBusIsReadFromTheStore() {
        TestClient alice = node().login("alice");
        TestClient bob = node().login("bob");
        String text = "x".repeat(16_000);
        alice.say("bob", text);
        assertThat(bob.event().get("text").stringValue()).isEqualTo(text);
    }

    @Test
    void aNodeHearsNothingOfThoseWhoAreNotThereAnyMore() {
        TestClient alice = node().login("alice");
        ChatFixture other = node();
        TestClient bob = other.login("bob");
        long offset = alice.say("bob", "one").get("seq").longValue();
        assertThat(bob.event().get("offset").longValue()).isEqualTo(offset);
        bob.close();
        other.awaitConnections(0);
        alice.say("bob", "two");
        TestClient again =
                TestClient.resume(other.port(), "bob", other.store.streamId().value(), 1);
        alice.say("bob", "three");
        assertThat(again.texts(2)).containsExactly("two", "three");
    }

    @Test
    void allDevicesOnAllNodesSeeTheSame() {
        assertThatAllSeeAll(node(), node());
    }

    /** Alice and Bob both have a device on either node, and all four write. */
    static void assertThatAllSeeAll(ChatFixture one, ChatFixture other) {
        int each = 300;
        List<TestClient> devices =
                List.of(one.login("alice"), other.login("alice"), one.login("bob"), other.login("bob"));
        List<CompletableFuture<?>> writing = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            TestClient device = devices.get(i);
            String peer = i < 2 ? "bob" : "alice";
            writing.add(Background.run(() -> {
                for (int n = 0; n < each; n++) {
                    assertThat(code(device.say(peer, "text " + n))).isEqualTo("ok");
                }
            }));
        }
        writing.forEach(CompletableFuture::join);
        List<List<JsonNode>> seen =
                devices.stream().map(device -> device.events(4 * each)).toList();
        for (int n = 0; n < 4 * each; n++) {
            assertThat(seen.get(0).get(n).get("offset").longValue()).isEqualTo(n + 1);
        }
        assertThat(seen.get(1)).isEqualTo(seen.get(0));
        assertThat(seen.get(2)).isEqualTo(seen.get(0));
        assertThat(seen.get(3)).isEqualTo(seen.get(0));
    }

    // ---- typing and presence

    @Test
    void whoTypesOnOneNodeIsSeenOnAnother() {
        TestClient alice = node().login("alice");
        TestClient bob = node().login("bob");
        String conversation = alice.say("bob", "hello").get("conversation").stringValue();
        bob.typing(conversation, true);
        JsonNode typing = alice.signal();
        assertThat(typing.get("from").stringValue()).isEqualTo("bob");
        assertThat(typing.get("typing").booleanValue()).isTrue();
        bob.typing(conversation, false);
        assertThat(alice.signal().get("typing").booleanValue()).isFalse();
    }

    /** Alice, who has a conversation with Bob, watches him, and is told that he is online: in the answer, or soon after. */
    private static void aliceSeesBob(TestClient alice) {
        alice.say("bob", "hello");
        if (!alice.watch("bob").get("online").booleanValue()) {
            assertThat(alice.signal().get("online").booleanValue()).isTrue();
        }
    }

    @Test
    void whoIsOnlineOnAnotherNodeIsSeenToComeAndToGo() {
        ChatFixture one = node();
        ChatFixture other = node();
        TestClient alice = one.login("alice");
        alice.say("bob", "hello");
        assertThat(alice.watch("bob").get("online").booleanValue()).isFalse();
        TestClient phone = other.login("bob");
        assertThat(alice.signal().get("online").booleanValue()).isTrue();
        TestClient laptop = one.login("bob");
        phone.close();
        other.awaitConnections(0);
        laptop.close();
        JsonNode gone = alice.signal();
        assertThat(gone.get("online").booleanValue()).isFalse();
        assertThat(gone.has("lastSeen")).isTrue();
        assertThat(alice.arrivedSignals()).isZero();
    }

    @Test
    void whoIsOnlineOnAnotherNodeAlreadyIsSeen() {
        ChatFixture one = node();
        node().login("bob");
        aliceSeesBob(one.login("alice"));
    }

    @Test
    void whoGoesFromANodeThatStopsToAnotherIsNotSeenToGo() {
        ChatFixture one = node();
        ChatFixture stopping = node();
        TestClient alice = one.login("alice");
        stopping.login("bob");
        aliceSeesBob(alice);
        stopping.close();
        node().login("bob");
        await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(30)).until(() -> alice.arrivedSignals() == 0);
    }

    @Test
    void aNodeThatSaysNothingAnyMoreIsForgottenAndBelievedAgainWhenItIsBack() {
        ChatFixture one = node();
        TestClient alice = one.login("alice");
        ChatFixture other = node();
        other.login("bob");
        aliceSeesBob(alice);
        bus(other).cut();
        assertThat(alice.signal().get("online").booleanValue()).isFalse();
        bus(other).mend();
        assertThat(alice.signal().get("online").booleanValue()).isTrue();
    }

    @Test
    void whoIsBlockedSeesTheOtherLeaveOnEveryNode() {
        TestClient alice = node().login("alice");
        TestClient bob = node().login("bob");
        aliceSeesBob(alice);
        bob.request("block", Map.of("user", "alice"));
        assertThat(alice.signal().get("online").booleanValue()).isFalse();
        bob.request("unblock", Map.of("user", "alice"));
        assertThat(alice.signal().get("online").booleanValue()).isTrue();
    }

    // ---- sessions

    @Test
    void accessIsEndedOnEveryNodeAndOneSessionWhereverItIs() {
        ChatFixture one = node();
        ChatFixture other = node();
        TestClient bob = other.login("bob");
        TestClient alice = other.login("alice");
        TestClient aliceHere = one.login("alice");
        LiveSession hers = other.chat.sessions(new UserId("alice")).get(0);
        assertThat(one.chat.disconnect(hers, DisconnectReason.REPLACED)).isFalse();
        assertThat(alice.closeCode()).isEqualTo(4409);
        one.chat.disconnect(new UserId("bob"));
        assertThat(bob.closeCode()).isEqualTo(4401);
        assertThat(aliceHere.isClosed()).isFalse();
    }

    @Test
    void anErasedUserIsCutOffOnEveryNode() {
        ChatFixture one = node();
        TestClient alice = one.login("alice");
        TestClient bob = node().login("bob");
        alice.say("bob", "hello");
        bob.event();
        one.chat.erase(new UserId("bob"), Erasure.KEEP_MESSAGES);
        assertThat(bob.closeCode()).isEqualTo(4401);
    }

    @Test
    void theOldestSessionGoesOnWhateverNodeItIs() {
        SessionPolicy two = SessionPolicy.builder().maxPerUser(2).build();
        ChatFixture one = node(two);
        ChatFixture other = node(two);
        TestClient first = one.login("alice");
        TestClient second = other.login("alice");
        TestClient third = one.login("alice");
        assertThat(first.closeCode()).isEqualTo(4409);
        TestClient fourth = one.login("alice");
        assertThat(second.closeCode()).isEqualTo(4409);
        fourth.close();
        one.awaitConnections(1);
        TestClient fifth = other.login("alice");
        assertThat(third.request("ping", Map.of()).get("type").stringValue()).isEqualTo("ok");
        assertThat(fifth.request("ping", Map.of()).get("type").stringValue()).isEqualTo("ok");
    }

    @Test
    void theNewestSessionIsRefusedWhereverTheOthersAre() {
        SessionPolicy one = SessionPolicy.builder()
                .maxPerUser(1)
                .rule(SessionPolicy.Rule.NEWEST_REFUSED)
                .build();
        TestClient first = node(one).login("alice");
        TestClient second = node(one).login("alice"); // which does not know of the first one yet
        assertThat(second.closeCode()).isEqualTo(4409);
        assertThat(first.request("ping", Map.of()).get("type").stringValue()).isEqualTo("ok");
    }
}
