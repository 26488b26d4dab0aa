package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServer;
import chat.duologue.ChatServerOptions;
import chat.duologue.DisconnectReason;
import chat.duologue.Identity;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Several nodes on one store: wherever a session is, it sees its user's stream, and what others do elsewhere. The same over every bus. */
@Tag("waiting")
@Execution(ExecutionMode.CONCURRENT)
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

    final CutBus bus(ChatFixture node) {
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

    static void assertThatAllSeeAll(ChatFixture one, ChatFixture other) {
        ChatFixture.assertThatAllSeeAll(Duration.ZERO, written -> written == 300, one, other);
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

    /** One who watches another is told that they are online: in the answer, or soon after. */
    private static void assertSees(TestClient one, String other) {
        one.say(other, "hello"); // or it would be none of their business
        if (!one.watch(other).get("online").booleanValue()) {
            assertThat(one.signal().get("online").booleanValue()).isTrue();
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
        assertSees(one.login("alice"), "bob");
    }

    @Test
    void whoGoesFromANodeThatStopsToAnotherIsNotSeenToGo() {
        ChatFixture one = node();
        ChatFixture stopping = node();
        TestClient alice = one.login("alice");
        stopping.login("bob");
        assertSees(alice, "bob");
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
        assertSees(alice, "bob");
        bus(other).cut();
        assertThat(alice.signal().get("online").booleanValue()).isFalse();
        bus(other).mend();
        assertThat(alice.signal().get("online").booleanValue()).isTrue();
    }

    @Test
    void whoIsBlockedSeesTheOtherLeaveOnEveryNode() {
        TestClient alice = node().login("alice");
        TestClient bob = node().login("bob");
        assertSees(alice, "bob");
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

    private static final UserId ALICE = new UserId("alice");

    private static List<LiveSession> everywhere(ChatFixture node) {
        return node.chat.sessionsEverywhere(ALICE).toCompletableFuture().join();
    }

    private TestClient loginFrom(ChatFixture node, String device) {
        TestClient client = TestClient.connect(node.port());
        assertThat(code(client.request("hello", Map.of("token", "alice", "device", device))))
                .isEqualTo("ok");
        return client;
    }

    @Test
    void aUsersSessionsAreListedOnAllNodesAndEndedFromAnyOfThem() {
        ChatFixture one = node();
        ChatFixture other = node();
        ChatFixture third = node();
        TestClient first = loginFrom(one, "phone");
        TestClient second = loginFrom(other, "laptop");
        loginFrom(one, "tablet");
        other.login("bob");
        for (ChatFixture node : List.of(one, other, third)) {
            List<LiveSession> found = everywhere(node);
            assertThat(found).extracting(LiveSession::device).containsExactly("phone", "laptop", "tablet");
            assertThat(found).extracting(LiveSession::user).containsOnly(ALICE);
            assertThat(found).extracting(LiveSession::remoteAddress).containsOnly("127.0.0.1");
            assertThat(found).containsAll(one.chat.sessions(ALICE)).containsAll(other.chat.sessions(ALICE));
        }
        third.chat.disconnect(everywhere(third).get(1), DisconnectReason.REPLACED);
        assertThat(second.closeCode()).isEqualTo(4409);
        await().untilAsserted(() ->
                assertThat(everywhere(third)).extracting(LiveSession::device).doesNotContain("laptop"));
        assertThat(first.isClosed()).isFalse();
    }

    @Test
    void manySessionsAreListedToo() {
        ChatFixture one = node();
        ChatFixture other = node(SessionPolicy.builder().maxPerUser(50).build());
        for (int i = 0; i < 25; i++) {
            loginFrom(other, "x".repeat(60) + i);
        }
        assertThat(everywhere(one)).isEqualTo(other.chat.sessions(ALICE)).hasSize(25);
    }

    @Test
    void aNodeThatDoesNotAnswerIsLeftOutOfTheList() {
        ChatFixture one = node();
        ChatFixture other = node();
        loginFrom(one, "phone");
        loginFrom(other, "laptop");
        await().until(() -> everywhere(one).size() == 2);
        bus(other).cut();
        assertThat(everywhere(one)).extracting(LiveSession::device).containsExactly("phone");
    }

    /** The other node does not listen yet when it is told. */
    @Test
    void whoIsSentAwayWhileLoggingInOnAnotherNodeDoesNotStay() {
        CompletableFuture<?> asked = new CompletableFuture<>();
        CompletableFuture<?> decided = new CompletableFuture<>();
        ChatFixture one = node();
        ChatFixture other = node(
                NEVER,
                builder -> builder.authenticator(credentials -> {
                    asked.complete(null);
                    decided.join();
                    return Optional.of(Identity.of("bob"));
                }));
        TestClient bob = TestClient.connect(other.port());
        bob.post("hello", Map.of("token", "bob"));
        asked.join();
        one.chat.disconnect(new UserId("bob"));
        decided.complete(null);
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

    // ---- while the bus was away

    /** Longer than what must not be missed is told again by itself, and shorter than a node is believed that says nothing. */
    private static final Duration OUTAGE = Duration.ofSeconds(7);

    private static final Duration SOON = Duration.ofSeconds(5);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoWasSentAwayWhileTheBusWasAwayGoesWhenItIsBack(boolean tellerIsCutOff) {
        ChatFixture one = node();
        ChatFixture other = node();
        TestClient revoked = other.login("bob");
        TestClient erased = other.login("carol");
        erased.say("alice", "hello");
        TestClient alice = loginFrom(other, "phone");
        TestClient blocked = other.login("dave");
        TestClient blocker = one.login("eve");
        assertSees(blocked, "eve");
        LiveSession phone = other.chat.sessions(ALICE).get(0);

        CutBus bus = bus(tellerIsCutOff ? one : other);
        bus.cut();
        one.chat.disconnect(new UserId("bob"));
        one.chat.erase(new UserId("carol"), Erasure.KEEP_MESSAGES);
        one.chat.disconnect(phone, DisconnectReason.REPLACED);
        blocker.request("block", Map.of("user", "dave"));
        await().during(OUTAGE)
                .atMost(OUTAGE.multipliedBy(2))
                .until(() -> !revoked.isClosed() && !erased.isClosed() && !alice.isClosed());
        TestClient restored = other.login("bob");
        bus.mend();

        await().atMost(SOON).until(() -> revoked.isClosed() && erased.isClosed() && alice.isClosed());
        assertThat(revoked.closeCode()).isEqualTo(4401);
        assertThat(erased.closeCode()).isEqualTo(4401);
        assertThat(alice.closeCode()).isEqualTo(4409);
        JsonNode last = blocked.signal();
        while (last.get("online").booleanValue()) {
            last = blocked.signal();
        }
        assertThat(code(restored.request("ping", Map.of()))).isEqualTo("ok");
        await().during(Duration.ofSeconds(2)).until(() -> blocked.arrivedSignals() == 0);
    }

    @Test
    void whoComesBackAtOnceIsNotSentAwayAgainByWhatIsToldAgain() {
        ChatFixture one = node();
        ChatFixture other = node();
        TestClient bob = other.login("bob");
        one.chat.disconnect(new UserId("bob"), DisconnectReason.REPLACED);
        assertThat(bob.closeCode()).isEqualTo(4409);
        TestClient again = other.login("bob");
        bus(other).mend();
        await().during(OUTAGE).atMost(OUTAGE.multipliedBy(2)).until(() -> !again.isClosed());
    }

    @Test
    void whoWentWhileTheBusWasAwayIsSeenToHaveGone() {
        ChatServerOptions quick =
                ChatServerOptions.builder().presenceGrace(Duration.ZERO).build();
        ChatFixture one = node(quick, builder -> builder);
        ChatFixture other = node(quick, builder -> builder);
        TestClient alice = one.login("alice");
        TestClient bob = other.login("bob");
        assertSees(alice, "bob");
        bus(one).cut();
        bob.close();
        await().until(() -> !other.chat.isOnline(new UserId("bob")));
        await().during(Duration.ofSeconds(1)).until(() -> alice.arrivedSignals() == 0);
        bus(one).mend();
        assertThat(alice.signal().get("online").booleanValue()).isFalse();
    }

    @Test
    void whatWasSentOnANodeWhoseBusWasAwayIsSeenWhenThatIsBack() {
        ChatFixture one = node();
        TestClient bob = node().login("bob");
        bus(one).cut();
        one.login("alice").say("bob", "hello");
        bus(one).mend();
        assertThat(bob.texts(1)).containsExactly("hello");
    }

    @Test
    void limitsAreKeptAgainWhenTheBusIsBack() {
        SessionPolicy policy = SessionPolicy.builder().maxPerUser(1).build();
        ChatFixture one = node(policy);
        ChatFixture other = node(policy);
        bus(one).cut();
        TestClient first = one.login("alice");
        TestClient second = other.login("alice");
        await().during(Duration.ofSeconds(1)).until(() -> !first.isClosed());
        bus(one).mend();
        assertThat(first.closeCode()).isEqualTo(4409);
        assertThat(code(second.request("ping", Map.of()))).isEqualTo("ok");
    }
}
