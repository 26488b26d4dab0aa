package chat.duologue.internal.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import chat.duologue.ChatUser;
import chat.duologue.ConversationPolicy;
import chat.duologue.ErrorCode;
import chat.duologue.Presence;
import chat.duologue.PresencePolicy;
import chat.duologue.RequestException;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Erasure;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is online, and who may know. */
class PresenceTest {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private volatile PresencePolicy policy = (viewer, users) -> users;
    private final SignalsFixture server = new SignalsFixture((viewer, users) -> policy.visible(viewer, users));
    private final UserId alice = new UserId("alice");
    private final UserId bob = new UserId("bob");
    private final UserId carol = new UserId("carol");
    private final SignalsFixture.Device watcher = server.device(bob);

    @AfterEach
    void stop() {
        server.close();
    }

    private static String frame(String user, boolean online) {
        return "{\"type\":\"presence\",\"user\":\"" + user + "\",\"online\":" + online + "}";
    }

    private static String gone(String user, Instant lastSeen) {
        return "{\"type\":\"presence\",\"user\":\"" + user + "\",\"online\":false,\"lastSeen\":\""
                + MILLIS.format(lastSeen) + "\"}";
    }

    private static String offline(String user) {
        return "{\"type\":\"ok\",\"id\":\"1\",\"presence\":[{\"user\":\"" + user + "\",\"online\":false}]}";
    }

    private static String online(String user) {
        return offline(user).replace("false", "true");
    }

    private Instant leave(SignalsFixture.Device device) {
        device.own.end();
        return server.now();
    }

    @Test
    void isToldAtOnceAndThenWhenItChanges() {
        assertThat(watcher.watch(alice)).isEqualTo(offline("alice"));
        SignalsFixture.Device phone = server.device(alice);
        server.pass(TICK);
        assertThat(watcher.take()).containsExactly(frame("alice", true));
        assertThat(watcher.watch(alice)).isEqualTo(online("alice"));
        server.pass(Duration.ofSeconds(60));
        Instant left = leave(phone);
        server.pass(GRACE);
        assertThat(watcher.take()).containsExactly(gone("alice", left));
        assertThat(watcher.watch(alice)).contains("\"online\":false,\"lastSeen\":\"2030-01-01T00:01:00.100Z\"");
        assertThat(watcher.take()).isEmpty();
    }

    @Test
    void isOnlineWhileOneOfTwoDevicesIs() {
        SignalsFixture.Device phone = server.device(alice);
        SignalsFixture.Device laptop = server.device(alice);
        watcher.watch(alice);
        phone.own.end();
        server.pass(GRACE.plus(GRACE));
        assertThat(watcher.take()).isEmpty();
        assertThat(server.signals.isOnline(alice)).isTrue();
        laptop.own.end();
        server.pass(GRACE);
        assertThat(watcher.take()).hasSize(1);
        assertThat(server.signals.isOnline(alice)).isFalse();
    }

    @Test
    void aReconnectWithinTheGraceIsNotSeen() {
        SignalsFixture.Device phone = server.device(alice);
        watcher.watch(alice);
        for (int i = 0; i < 20; i++) {
            phone.own.end();
            server.pass(GRACE.minus(TICK));
            phone = server.device(alice);
            server.pass(TICK);
        }
        server.pass(GRACE);
        assertThat(watcher.take()).isEmpty();
        assertThat(server.kept).isEmpty();
    }

    @Test
    void whoLeavesAndComesBackLaterIsSeenDoingSo() {
        SignalsFixture.Device phone = server.device(alice);
        watcher.watch(alice);
        Instant left = leave(phone);
        server.pass(GRACE);
        server.device(alice);
        server.pass(TICK);
        assertThat(watcher.take()).containsExactly(gone("alice", left), frame("alice", true));
    }

    @Test
    void whenSomeoneWasLastSeenIsKeptAndRemembered() {
        server.kept.put(carol, SignalsFixture.START.minusSeconds(60));
        assertThat(watcher.watch(carol)).contains("\"lastSeen\":\"2029-12-31T23:59:00.000Z\"");
        Instant left = leave(server.device(alice));
        server.pass(GRACE);
        assertThat(server.kept).containsEntry(alice, left);
    }

    @Test
    void whoIsHereWhenTheServerEndsWasSeenThen() {
        Instant left = leave(server.device(alice));
        server.pass(TICK);
        server.signals.close();
        assertThat(server.kept).containsEntry(alice, left).containsEntry(bob, server.now());
    }

    @Test
    void aSessionThatIsFullGetsTheNewestStateOfEachOnceThereIsRoom() {
        List<UserId> users = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            users.add(new UserId("user-" + i));
        }
        watcher.watch(users.toArray(UserId[]::new));
        watcher.full = true;
        for (int round = 0; round < 5; round++) {
            List<SignalsFixture.Device> devices =
                    users.stream().map(server::device).toList();
            server.pass(TICK);
            devices.forEach(this::leave);
            server.pass(GRACE);
        }
        SignalsFixture.Device back = server.device(users.get(7));
        server.pass(TICK);
        assertThat(watcher.take()).isEmpty();
        watcher.full = false;
        watcher.own.roomAgain();
        assertThat(watcher.take())
                .hasSize(100)
                .contains(frame("user-7", true))
                .filteredOn(frame -> frame.contains("lastSeen"))
                .hasSize(99);
        back.own.end();
        server.pass(GRACE);
        assertThat(watcher.take()).hasSize(1);
    }

    @Test
    void nothingOvertakesTheSnapshot() {
        CompletableFuture<String> reply = watcher.own.watch("1", Set.of(alice), Set.of());
        assertThat(reply).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(offline("alice"));
        server.device(alice);
        server.pass(TICK);
        assertThat(watcher.take()).as("before the reply has its place").isEmpty();
        watcher.own.answered();
        assertThat(watcher.take()).containsExactly(frame("alice", true));
    }

    @Test
    void whoIsNotWatchedAnyMoreIsNotTold() {
        watcher.watch(alice, carol);
        watcher.own.watch("2", Set.of(), Set.of(alice)).join();
        watcher.own.answered();
        server.device(alice);
        server.device(carol);
        server.pass(TICK);
        assertThat(watcher.take()).containsExactly(frame("carol", true));
    }

    @Test
    void whoMayNotBeSeenBlocksOrDoesNotExistLooksTheSame() {
        UserId secret = new UserId("user-1");
        UserId blocker = new UserId("user-2");
        UserId nobody = new UserId("user-3");
        policy = (viewer, users) -> Set.of(blocker, nobody);
        server.blocks.add(List.of(blocker, bob));
        server.kept.put(secret, SignalsFixture.START);
        server.kept.put(blocker, SignalsFixture.START);
        for (UserId user : List.of(secret, blocker, nobody)) {
            assertThat(watcher.watch(user)).isEqualTo(offline(user.value()));
        }
        List<SignalsFixture.Device> devices =
                List.of(secret, blocker).stream().map(server::device).toList();
        server.pass(TICK);
        for (UserId user : List.of(secret, blocker, nobody)) {
            assertThat(watcher.watch(user)).isEqualTo(offline(user.value()));
        }
        devices.forEach(this::leave);
        server.pass(GRACE);
        for (UserId user : List.of(secret, blocker, nobody)) {
            assertThat(watcher.watch(user)).isEqualTo(offline(user.value()));
        }
        assertThat(watcher.take()).isEmpty();
    }

    @Test
    void whoIsBlockedSeesTheOtherLeaveAndComeAgainWhenTheBlockIsLifted() {
        SignalsFixture.Device phone = server.device(alice);
        watcher.watch(alice);
        phone.watch(bob);
        server.block(alice, bob, true);
        assertThat(watcher.take()).containsExactly(frame("alice", false));
        leave(phone);
        server.pass(GRACE);
        phone = server.device(alice);
        phone.watch(bob);
        server.pass(TICK);
        assertThat(watcher.take()).isEmpty();
        assertThat(phone.take()).as("who blocks still sees").isEmpty();

        server.block(alice, bob, false);
        await().untilAsserted(() -> assertThat(watcher.take()).containsExactly(frame("alice", true)));
    }

    @Test
    void aBlockOfSomeoneWhoIsOfflineShowsNothing() {
        leave(server.device(alice));
        server.pass(GRACE);
        watcher.watch(alice);
        server.block(alice, bob, true);
        assertThat(watcher.take()).isEmpty();
    }

    @Test
    void aDecisionFromBeforeTheBlockDoesNotCount() {
        server.device(alice);
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        server.slowBlocks = answer;
        CompletableFuture<String> reply = watcher.own.watch("1", Set.of(alice), Set.of());
        server.settle();
        server.slowBlocks = null;
        server.block(alice, bob, true);
        answer.complete(false);
        assertThat(reply).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(offline("alice"));
        watcher.own.answered();
        assertThat(watcher.take()).isEmpty();
    }

    @Test
    void withoutAPolicyAConversationDecides() {
        try (SignalsFixture plain = new SignalsFixture(null)) {
            SignalsFixture.Device bobs = plain.device(bob);
            plain.device(alice);
            assertThat(bobs.watch(alice)).isEqualTo(offline("alice"));
            plain.conversation(bob, alice);
            assertThat(bobs.watch(alice)).isEqualTo(online("alice"));
            plain.device(carol);
            assertThat(bobs.watch(carol)).isEqualTo(offline("carol"));
            assertThat(bobs.watch(bob)).isEqualTo(online("bob"));

            List<UserId> many = new ArrayList<>(List.of(alice));
            for (int i = 0; i < 400; i++) {
                many.add(new UserId("user-" + i));
            }
            plain.conversation(bob, many.get(400));
            plain.device(many.get(400));
            assertThat(bobs.watch(many.toArray(UserId[]::new)))
                    .contains("\"user\":\"alice\",\"online\":true", "\"user\":\"user-399\",\"online\":true")
                    .contains("\"user\":\"user-398\",\"online\":false");
        }
    }

    @Test
    void whenAllWatchAtOnceOthersStillRead() {
        try (SignalsFixture plain = new SignalsFixture(
                null,
                ConversationPolicy.ANY_TWO_USERS,
                ChatServerOptions.builder().storeDeadline(Duration.ofSeconds(1)).build())) {
            plain.conversation(bob, alice);
            CompletableFuture<Void> gate = new CompletableFuture<>();
            plain.beforeRead = gate::join;
            List<CompletableFuture<String>> replies = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                replies.add(plain.device(bob).own.watch("1", Set.of(alice), Set.of()));
            }
            plain.settle();
            replies.forEach(reply -> assertRefused(reply, ErrorCode.UNAVAILABLE));
            gate.complete(null);
            assertThat(plain.reads)
                    .as("who waited for too long is not looked for")
                    .hasValueLessThan(3);
            plain.device(alice);
            assertThat(plain.device(bob).watch(alice)).isEqualTo(online("alice"));
        }
    }

    @Test
    void aPolicyThatFailsLetsNobodyBeSeen() {
        server.device(alice);
        server.device(carol);
        watcher.watch(carol);
        CompletableFuture<Set<UserId>> never = new CompletableFuture<>();
        try (SignalsFixture impatient = new SignalsFixture(
                (viewer, users) -> never.get(),
                ConversationPolicy.ANY_TWO_USERS,
                ChatServerOptions.builder()
                        .callbackDeadline(Duration.ofMillis(100))
                        .build())) {
            impatient.device(alice);
            SignalsFixture.Device bobs = impatient.device(bob);
            assertRefused(bobs.own.watch("1", Set.of(alice), Set.of()), ErrorCode.UNAVAILABLE);
            never.complete(Set.of(alice));
            impatient.pass(TICK);
            assertThat(bobs.take()).isEmpty();
        }
        List<PresencePolicy> faults = List.of(
                (viewer, users) -> {
                    throw new Exception("secret");
                },
                (viewer, users) -> {
                    throw new StackOverflowError("secret");
                },
                (viewer, users) -> null);
        int tracked = server.signals.size();
        for (PresencePolicy fault : faults) {
            policy = fault;
            assertRefused(watcher.own.watch("1", Set.of(alice, carol), Set.of()), ErrorCode.INTERNAL);
        }
        assertThat(server.signals.size()).isEqualTo(tracked);
        server.pass(TICK);
        assertThat(watcher.take())
                .as("who was not watched before is not watched")
                .isEmpty();
        policy = (viewer, users) -> users;
        assertThat(watcher.watch(alice)).isEqualTo(online("alice"));
    }

    private static void assertRefused(CompletableFuture<String> reply, ErrorCode code) {
        assertThatThrownBy(() -> reply.orTimeout(10, TimeUnit.SECONDS).join())
                .cause()
                .isInstanceOfSatisfying(
                        RequestException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @Test
    void moreThanTheLimitIsTooLargeAndChangesNothing() {
        try (SignalsFixture small = new SignalsFixture(
                (viewer, users) -> users,
                ConversationPolicy.ANY_TWO_USERS,
                ChatServerOptions.builder().maxWatchedUsers(2).build())) {
            SignalsFixture.Device bobs = small.device(bob);
            bobs.watch(alice, carol);
            UserId dave = new UserId("dave");
            assertRefused(bobs.own.watch("1", Set.of(dave), Set.of()), ErrorCode.TOO_LARGE);
            assertRefused(
                    bobs.own.watch("1", Set.of(dave, bob, new UserId("erin")), Set.of(alice, carol)),
                    ErrorCode.TOO_LARGE);
            small.device(alice);
            small.device(dave);
            small.pass(TICK);
            assertThat(bobs.take()).containsExactly(frame("alice", true));
            bobs.own.watch("1", Set.of(dave, carol), Set.of(alice)).join();
            bobs.own.answered();
            assertRefused(bobs.own.watch("1", Set.of(alice), Set.of()), ErrorCode.TOO_LARGE);
        }
    }

    @Test
    void anErasedUserIsGoneAndANewOneOfThatNameIsNotWatched() {
        SignalsFixture.Device phone = server.device(alice);
        watcher.watch(alice);
        server.store.housekeeping().orElseThrow().erase(alice, Erasure.KEEP_MESSAGES);
        server.signals.forget(alice);
        assertThat(watcher.take()).containsExactly(frame("alice", false));
        phone.own.end();
        server.pass(GRACE);
        assertThat(server.kept).isEmpty();
        server.device(alice);
        server.pass(TICK);
        assertThat(watcher.take()).isEmpty();
    }

    @Test
    void theHostsOwnCodeIsToldTheSame() throws Exception {
        server.device(alice);
        List<Presence> seen = new CopyOnWriteArrayList<>();
        ChatUser.Watching watching =
                server.signals.watch(bob, Set.of(alice, carol), seen::add).get(10, TimeUnit.SECONDS);
        await().untilAsserted(() -> assertThat(seen)
                .containsExactlyInAnyOrder(new Presence(alice, true, null), new Presence(carol, false, null)));
        SignalsFixture.Device carols = server.device(carol);
        server.pass(TICK);
        await().untilAsserted(() -> assertThat(seen).hasSize(3).contains(new Presence(carol, true, null)));
        watching.close();
        carols.own.end();
        server.pass(GRACE);
        server.settle();
        assertThat(seen).hasSize(3);
    }

    @Test
    void aListenerThatThrowsIsToldNoMoreAndOneThatIsSlowGetsTheNewestState() throws Exception {
        List<Presence> slow = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        server.signals
                .watch(bob, Set.of(alice), presence -> {
                    gate.join();
                    slow.add(presence);
                })
                .get(10, TimeUnit.SECONDS);
        List<Presence> faulty = new CopyOnWriteArrayList<>();
        server.signals
                .watch(bob, Set.of(alice), presence -> {
                    faulty.add(presence);
                    throw new AssertionError("a fault, says the test");
                })
                .get(10, TimeUnit.SECONDS);
        for (int i = 0; i < 200; i++) {
            SignalsFixture.Device phone = server.device(alice);
            server.pass(TICK);
            phone.own.end();
            server.pass(GRACE);
        }
        server.device(alice);
        server.pass(TICK);
        gate.complete(null);
        await().untilAsserted(() ->
                assertThat(slow).hasSizeBetween(2, 100).last().isEqualTo(new Presence(alice, true, null)));
        assertThat(faulty).hasSize(1);
    }

    @Test
    void whatEndsLeavesNothingBehind() {
        SignalsFixture.Device phone = server.device(alice);
        phone.watch(bob, carol);
        watcher.watch(alice, carol, new UserId("nobody"));
        watcher.own.watch("2", Set.of(), Set.of(carol)).join();
        policy = (viewer, users) -> {
            throw new Exception("a fault, says the test");
        };
        assertRefused(phone.own.watch("1", Set.of(new UserId("dave")), Set.of()), ErrorCode.INTERNAL);
        phone.own.end();
        watcher.own.end();
        watcher.own.start(); // its login came late
        watcher.own.end();
        server.pass(GRACE);
        assertThat(server.signals.size()).isZero();
    }
}
