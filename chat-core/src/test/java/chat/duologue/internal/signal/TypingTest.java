package chat.duologue.internal.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import chat.duologue.ConversationPolicy;
import chat.duologue.model.ConversationId;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Erasure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is typing, and for how long. */
class TypingTest {
    private static final Duration INTERVAL = Duration.ofMillis(1_500);
    private static final Duration TIMEOUT = Duration.ofSeconds(6);

    private final SignalsFixture server = new SignalsFixture(null);
    private final UserId alice = new UserId("alice");
    private final UserId bob = new UserId("bob");
    private final ConversationId chat = server.conversation(alice, bob);
    private final SignalsFixture.Device phone = server.device(alice);
    private final SignalsFixture.Device laptop = server.device(alice);
    private final SignalsFixture.Device peer = server.device(bob);

    @AfterEach
    void stop() {
        server.close();
    }

    private String frame(boolean typing) {
        return "{\"type\":\"typing\",\"conversation\":\"" + chat.value() + "\",\"from\":\"alice\",\"typing\":" + typing
                + "}";
    }

    /** The first frame, after which the conversation's members are known. */
    private void begin(SignalsFixture.Device device) {
        device.own.typing(chat, true);
        await().untilAsserted(() -> assertThat(peer.take()).containsExactly(frame(true)));
    }

    @Test
    void reachesAllSessionsOfThePeerAndNoOneElse() {
        SignalsFixture.Device tablet = server.device(bob);
        SignalsFixture.Device stranger = server.device(new UserId("stranger"));
        begin(phone);
        phone.own.typing(chat, false);
        assertThat(peer.take()).containsExactly(frame(false));
        assertThat(tablet.take()).containsExactly(frame(true), frame(false));
        assertThat(phone.take()).isEmpty();
        assertThat(laptop.take()).isEmpty();
        assertThat(stranger.take()).isEmpty();
    }

    @Test
    void endsByItselfWhenTheClientSaysNothingMore() {
        begin(phone);
        server.pass(TIMEOUT.minusMillis(100));
        assertThat(peer.take()).isEmpty();
        server.pass(Duration.ofMillis(100));
        assertThat(peer.take()).containsExactly(frame(false));
        server.pass(TIMEOUT);
        assertThat(peer.take()).isEmpty();
    }

    @Test
    void endsWithTheSession() {
        begin(phone);
        phone.own.end();
        assertThat(peer.take()).containsExactly(frame(false));
        phone.own.typing(chat, true);
        server.pass(TIMEOUT);
        assertThat(peer.take()).isEmpty();
    }

    @Test
    void goesOnAsLongAsTheClientSaysSo() {
        begin(phone);
        for (int i = 0; i < 10; i++) {
            server.pass(TIMEOUT.dividedBy(2));
            phone.own.typing(chat, true);
            assertThat(peer.take()).containsExactly(frame(true));
        }
    }

    @Test
    void saidTenTimesASecondCostsThePeerOneFrameAnInterval() {
        begin(phone);
        int seconds = 30;
        for (int i = 0; i < 10 * seconds; i++) {
            server.pass(Duration.ofMillis(100));
            phone.own.typing(chat, true);
        }
        assertThat(peer.take())
                .hasSize((int) (Duration.ofSeconds(seconds).dividedBy(INTERVAL)))
                .containsOnly(frame(true));
    }

    @Test
    void begunAndEndedTenTimesASecondCostsThePeerTwoFramesAnInterval() {
        begin(phone);
        int seconds = 30;
        for (int i = 0; i < 10 * seconds; i++) {
            phone.own.typing(chat, i % 2 == 1);
            server.pass(Duration.ofMillis(100));
        }
        assertThat(peer.take())
                .hasSizeBetween(
                        seconds / 2, 2 * (int) Duration.ofSeconds(seconds).dividedBy(INTERVAL) + 2);
    }

    @Test
    void whatBeganTooEarlyIsMadeGood() {
        begin(phone);
        phone.own.typing(chat, false);
        phone.own.typing(chat, true);
        assertThat(peer.take()).containsExactly(frame(false));
        server.pass(INTERVAL);
        assertThat(peer.take()).containsExactly(frame(true));
    }

    @Test
    void inAnotherConversationEndsItInTheFirst() {
        UserId carol = new UserId("carol");
        ConversationId other = server.conversation(alice, carol);
        SignalsFixture.Device carols = server.device(carol);
        begin(phone);
        phone.own.typing(other, true);
        assertThat(peer.take()).containsExactly(frame(false));
        server.pass(INTERVAL);
        await().untilAsserted(() -> assertThat(carols.take()).hasSize(1));
        phone.own.typing(chat, false);
        assertThat(carols.take()).isEmpty();
    }

    @Test
    void endsWithTheMessageItselfWithoutAFrame() {
        begin(phone);
        phone.own.sent(chat);
        server.pass(TIMEOUT.plus(TIMEOUT));
        assertThat(peer.take()).isEmpty();
        phone.own.typing(chat, true);
        assertThat(peer.take()).containsExactly(frame(true));
    }

    @Test
    void isNotToldAfterTheMessageThatItAnnounced() {
        begin(phone);
        phone.own.typing(chat, false);
        peer.take();
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        server.slowBlocks = answer;
        server.pass(INTERVAL);
        phone.own.typing(chat, true);
        phone.own.sent(chat);
        answer.complete(false);
        server.pass(TIMEOUT);
        assertThat(peer.take()).isEmpty();
    }

    @Test
    void onTwoDevicesEndsWithTheSecond() {
        begin(phone);
        laptop.own.typing(chat, true);
        peer.take();
        phone.own.end();
        assertThat(peer.take()).isEmpty();
        laptop.own.typing(chat, false);
        assertThat(peer.take()).containsExactly(frame(false));
    }

    @Test
    void ofAStrangerReachesNobodyAndCostsOneReadAnIntervalAtMost() {
        SignalsFixture.Device stranger = server.device(new UserId("stranger"));
        server.reads.set(0);
        ConversationId none = new ConversationId("c_none");
        int seconds = 30;
        for (int i = 0; i < 10 * seconds; i++) {
            stranger.own.typing(i % 2 == 0 ? chat : none, true);
            server.pass(Duration.ofMillis(100));
        }
        server.settle();
        assertThat(server.reads.get())
                .isBetween(1, 1 + (int) Duration.ofSeconds(seconds).dividedBy(INTERVAL));
        assertThat(peer.take()).isEmpty();
        assertThat(phone.take()).isEmpty();
        assertThat(stranger.take()).isEmpty();

        begin(phone);
        server.reads.set(0);
        stranger.own.typing(chat, true);
        server.pass(INTERVAL);
        server.settle();
        assertThat(server.reads.get())
                .as("who is not a member is known without the store")
                .isZero();
        assertThat(peer.take()).isEmpty();
        assertThat(phone.take()).isEmpty();
    }

    @Test
    void asksTheStoreForTheMembersOnce() {
        begin(phone);
        server.reads.set(0);
        for (int i = 0; i < 10; i++) {
            server.pass(TIMEOUT);
            phone.own.typing(chat, true);
            laptop.own.typing(chat, true);
            peer.own.typing(chat, true);
        }
        assertThat(peer.take()).isNotEmpty();
        assertThat(phone.take()).isNotEmpty();
        assertThat(server.reads).hasValue(0);
    }

    @Test
    void doesNotReachANewUserOfAnErasedNameNorDoesItsEnd() {
        begin(phone);
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        server.slowBlocks = answer;
        laptop.own.typing(chat, true);
        server.store.housekeeping().orElseThrow().erase(bob, Erasure.KEEP_MESSAGES, () -> server.signals.forget(bob));
        SignalsFixture.Device newBob = server.device(bob);
        server.slowBlocks = null;
        answer.complete(false);
        phone.own.typing(chat, true);
        server.pass(INTERVAL);
        server.settle();
        phone.own.typing(chat, false);
        server.pass(TIMEOUT);
        assertThat(newBob.take()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isNotToldWhereOneBlocksTheOther(boolean typistBlocks) {
        begin(phone);
        server.block(typistBlocks ? alice : bob, typistBlocks ? bob : alice, true);
        assertThat(peer.take()).containsExactly(frame(false));
        for (int i = 0; i < 5; i++) {
            server.pass(INTERVAL);
            phone.own.typing(chat, true);
        }
        assertThat(peer.take()).isEmpty();
        server.block(typistBlocks ? alice : bob, typistBlocks ? bob : alice, false);
        server.pass(INTERVAL);
        phone.own.typing(chat, true);
        assertThat(peer.take()).containsExactly(frame(true));
    }

    @Test
    void isNotToldOnAnAnswerFromBeforeTheBlock() {
        begin(phone);
        phone.own.typing(chat, false);
        peer.take();
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        server.slowBlocks = answer;
        server.pass(INTERVAL);
        phone.own.typing(chat, true);
        server.slowBlocks = null;
        server.block(bob, alice, true);
        answer.complete(false);
        server.pass(TIMEOUT);
        assertThat(peer.take()).isEmpty();
    }

    @Test
    void isNotToldWhereThePolicyRefusesThrowsOrHangs() {
        AtomicReference<ConversationPolicy> policy = new AtomicReference<>(ConversationPolicy.ANY_TWO_USERS);
        try (SignalsFixture strict = new SignalsFixture(
                null,
                (from, to, context) -> policy.get().mayTalk(from, to, context),
                ChatServerOptions.builder()
                        .callbackDeadline(Duration.ofMillis(300))
                        .build())) {
            ConversationId strictChat = strict.conversation(alice, bob);
            SignalsFixture.Device typist = strict.device(alice);
            SignalsFixture.Device bobs = strict.device(bob);
            typist.own.typing(strictChat, true);
            await().untilAsserted(() -> assertThat(bobs.take()).hasSize(1));
            policy.set((from, to, context) -> !from.equals(alice));
            strict.pass(INTERVAL);
            typist.own.typing(strictChat, true);
            await().untilAsserted(() ->
                    assertThat(bobs.take()).hasSize(1).first().asString().contains("false"));

            CompletableFuture<Boolean> thrown = new CompletableFuture<>();
            policy.set((from, to, context) -> {
                thrown.complete(true);
                throw new AssertionError("a fault, says the test");
            });
            await().until(() -> {
                strict.pass(INTERVAL);
                typist.own.typing(strictChat, true);
                return thrown.isDone();
            });
            strict.settle();
            assertThat(bobs.take()).isEmpty();

            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            policy.set((from, to, context) -> {
                try {
                    Thread.sleep(Duration.ofMinutes(1).toMillis());
                } catch (InterruptedException e) {
                    interrupted.complete(true);
                }
                return true;
            });
            await().until(() -> {
                strict.pass(INTERVAL);
                typist.own.typing(strictChat, true);
                return interrupted.isDone();
            });
            strict.settle();
            strict.pass(TIMEOUT);
            assertThat(bobs.take()).isEmpty();
        }
    }

    @Test
    void isLostWhereThePeerHasNoRoomAndOnlyThere() {
        SignalsFixture.Device tablet = server.device(bob);
        peer.full = true;
        phone.own.typing(chat, true);
        await().untilAsserted(() -> assertThat(tablet.take()).containsExactly(frame(true)));
        peer.full = false;
        server.pass(INTERVAL);
        assertThat(peer.take()).isEmpty();
        phone.own.typing(chat, true);
        assertThat(peer.take()).containsExactly(frame(true));
    }

    @Test
    void ofTheHostsOwnCodeIsTheSame() {
        server.signals.typing(alice, chat, true);
        await().untilAsserted(() -> assertThat(peer.take()).containsExactly(frame(true)));
        server.signals.typing(alice, chat, false);
        assertThat(peer.take()).containsExactly(frame(false));
        server.pass(INTERVAL);
        server.signals.typing(alice, chat, true);
        assertThat(peer.take()).containsExactly(frame(true));
        server.signals.sent(alice, chat);
        server.pass(TIMEOUT);
        assertThat(peer.take()).isEmpty();
        server.signals.typing(alice, chat, true);
        server.pass(TIMEOUT);
        assertThat(peer.take()).containsExactly(frame(true), frame(false));
    }

    @Test
    void leavesNothingBehind() {
        begin(phone);
        laptop.own.typing(chat, true);
        server.signals.typing(bob, chat, true);
        for (SignalsFixture.Device device : List.of(phone, laptop, peer)) {
            device.own.end();
        }
        server.pass(TIMEOUT);
        assertThat(server.signals.size()).isZero();
    }
}
