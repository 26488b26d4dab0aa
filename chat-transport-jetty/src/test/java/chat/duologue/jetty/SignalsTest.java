package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import chat.duologue.ChatUser;
import chat.duologue.Presence;
import chat.duologue.PresencePolicy;
import chat.duologue.model.ConversationId;
import chat.duologue.model.UserId;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.Erasure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who is typing and who is online, over sockets. */
class SignalsTest {
    private static final Duration TYPING = Duration.ofMillis(400);
    private static final Duration GRACE = Duration.ofSeconds(1);

    private volatile PresencePolicy policy = (viewer, users) -> users;
    private final ChatFixture chat = ChatFixture.start(
            new InMemoryChatStore(),
            ChatServerOptions.builder()
                    .typingTimeout(TYPING)
                    .presenceGrace(GRACE)
                    .maxWatchedUsers(3)
                    .callbackDeadline(Duration.ofMillis(400))
                    .build(),
            builder -> builder.presencePolicy((viewer, users) -> policy.visible(viewer, users)));

    @AfterEach
    void stop() {
        chat.close();
    }

    private static void assertTyping(JsonNode signal, String from, String conversation, boolean typing) {
        assertThat(signal.toString())
                .isEqualTo("{\"type\":\"typing\",\"conversation\":\"" + conversation + "\",\"from\":\"" + from
                        + "\",\"typing\":" + typing + "}");
    }

    private static void assertPresence(JsonNode signal, String user, boolean online) {
        assertThat(signal.get("type").stringValue()).isEqualTo("presence");
        assertThat(signal.get("user").stringValue()).isEqualTo(user);
        assertThat(signal.get("online").booleanValue()).isEqualTo(online);
        assertThat(signal.has("lastSeen")).isEqualTo(!online);
    }

    private static String conversation(TestClient from, String to) {
        return from.say(to, "hello").get("conversation").stringValue();
    }

    @Test
    void typingReachesEverySessionOfThePeerAndEndsByItself() {
        TestClient alice = chat.login("alice");
        TestClient phone = chat.login("bob");
        TestClient laptop = chat.login("bob");
        String conversation = conversation(alice, "bob");
        alice.typing(conversation, true);
        for (TestClient device : List.of(phone, laptop)) {
            assertTyping(device.signal(), "alice", conversation, true);
            assertTyping(device.signal(), "alice", conversation, false);
        }
        assertThat(alice.arrivedSignals()).isZero();
    }

    @Test
    void typingEndsWithTheConnection() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        String conversation = conversation(alice, "bob");
        alice.typing(conversation, true);
        assertTyping(bob.signal(), "alice", conversation, true);
        alice.close();
        assertTyping(bob.signal(), "alice", conversation, false);
    }

    @Test
    void aMessageEndsTypingWithoutASignal() {
        TestClient alice = chat.login("alice");
        TestClient carol = chat.login("carol");
        RawClient bob = RawClient.login(chat.port(), "bob", 0);
        String ofAlice = conversation(alice, "bob");
        String ofCarol = conversation(carol, "bob");
        assertThat(bob.json().get("offset").longValue()).isEqualTo(1);
        assertThat(bob.json().get("offset").longValue()).isEqualTo(2);
        alice.typing(ofAlice, true);
        assertTyping(bob.json(), "alice", ofAlice, true);
        alice.say("bob", "a message");
        assertThat(bob.json().get("offset").longValue()).isEqualTo(3);
        for (int i = 0; i < 2; i++) {
            carol.typing(ofCarol, true);
            assertTyping(bob.json(), "carol", ofCarol, true);
            assertTyping(bob.json(), "carol", ofCarol, false);
        }
    }

    @Test
    void typingOfAStrangerOrBeforeHelloReachesNobody() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        String conversation = conversation(alice, "bob");
        TestClient mallory = TestClient.connect(chat.port());
        mallory.typing(conversation, true);
        mallory.hello("mallory");
        mallory.typing(conversation, true);
        mallory.typing("c_none", true);
        mallory.request("ping", Map.of());
        assertThat(mallory.arrivedReplies()).isZero();
        alice.typing(conversation, true);
        assertTyping(bob.signal(), "alice", conversation, true);
        assertThat(alice.arrivedSignals()).isZero();
    }

    @Test
    void presenceIsOnlineWhileOneOfTwoDevicesIsAndAReconnectIsNotSeen() {
        TestClient bob = chat.login("bob");
        assertThat(bob.watch("alice").toString()).isEqualTo("{\"user\":\"alice\",\"online\":false}");
        TestClient phone = chat.login("alice");
        assertPresence(bob.signal(), "alice", true);
        TestClient laptop = chat.login("alice");
        phone.close();
        chat.awaitConnections(2);
        for (int i = 0; i < 5; i++) {
            laptop.close();
            chat.awaitConnections(1);
            laptop = chat.login("alice");
        }
        Instant stillThere = Instant.now();
        laptop.goodbye();
        JsonNode left = bob.signal();
        assertPresence(left, "alice", false);
        assertThat(Instant.parse(left.get("lastSeen").stringValue()))
                .isAfterOrEqualTo(stillThere.minusMillis(1))
                .isBefore(Instant.now());
        assertThat(bob.watch("alice"))
                .isEqualTo(((tools.jackson.databind.node.ObjectNode) left).remove(List.of("type")));
        assertThat(bob.arrivedSignals()).isZero();
    }

    @Test
    void unwatchedUsersAreNotToldOf() {
        TestClient bob = chat.login("bob");
        bob.watch("alice", "carol");
        assertThat(bob.request("presence", Map.of("unwatch", List.of("alice"))).get("presence"))
                .isEmpty();
        chat.login("alice");
        chat.login("carol");
        assertPresence(bob.signal(), "carol", true);
        assertThat(bob.arrivedSignals()).isZero();
    }

    @Test
    void helloTellsTheLimitsAndMoreWatchedUsersAreTooLarge() {
        TestClient bob = TestClient.connect(chat.port());
        JsonNode limits = bob.hello("bob").get("limits");
        assertThat(limits.get("watchedUsers").intValue()).isEqualTo(3);
        assertThat(limits.get("typingMs").longValue()).isEqualTo(TYPING.toMillis());
        bob.watch("a", "b", "c", "a");
        JsonNode refused = bob.request("presence", Map.of("watch", List.of("d"), "unwatch", List.of("e")));
        assertThat(code(refused)).isEqualTo("too_large");
        assertThat(refused.get("message").stringValue()).contains("watch").contains("3");
        assertThat(code(bob.request("presence", Map.of("watch", List.of("d"), "unwatch", List.of("a")))))
                .isEqualTo("ok");
    }

    @Test
    void aPolicyThatThrowsOrHangsLetsNobodyBeSeenAndOthersWork() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        policy = (viewer, users) -> {
            throw new IllegalStateException("secret");
        };
        JsonNode refused = bob.request("presence", Map.of("watch", List.of("alice")));
        assertThat(code(refused)).isEqualTo("internal");
        assertThat(refused.toString()).doesNotContain("secret", "Exception");
        CompletableFuture<Set<UserId>> never = new CompletableFuture<>();
        policy = (viewer, users) -> never.get();
        bob.post("presence", Map.of("watch", List.of("alice")));
        assertThat(code(alice.say("bob", "meanwhile"))).isEqualTo("ok");
        assertThat(code(bob.reply())).isEqualTo("unavailable");
        policy = PresencePolicy.NOBODY;
        assertThat(bob.watch("alice").toString()).isEqualTo("{\"user\":\"alice\",\"online\":false}");
        assertThat(bob.watch("bob").get("online").booleanValue()).isTrue();
        assertThat(bob.arrivedSignals()).isZero();
    }

    @Test
    void withoutAPolicyStrangersProbingLearnNothing() {
        try (ChatFixture plain = ChatFixture.start()) {
            TestClient alice = plain.login("alice");
            conversation(alice, "bob");
            TestClient bob = plain.login("bob");
            assertThat(bob.watch("alice").get("online").booleanValue()).isTrue();
            TestClient mallory = plain.login("mallory");
            List<String> names = new ArrayList<>(List.of("alice", "bob"));
            for (int i = 0; i < 200; i++) {
                names.add("none-" + i);
            }
            for (JsonNode seen :
                    mallory.request("presence", Map.of("watch", names)).get("presence")) {
                assertThat(names.remove(0)).isEqualTo(seen.get("user").stringValue());
                assertThat(seen.toString()).isEqualTo("{\"user\":" + seen.get("user") + ",\"online\":false}");
            }
            plain.login("alice").close();
            alice.request("ping", Map.of());
            assertThat(mallory.arrivedSignals()).isZero();
        }
    }

    /** The reply to a watch and what follows it must not change places. */
    @Test
    void theLastThingThatAWatcherIsToldIsTrue() {
        try (ChatFixture quick = ChatFixture.start(
                        new InMemoryChatStore(),
                        ChatServerOptions.builder().presenceGrace(Duration.ZERO).build(),
                        builder -> builder.presencePolicy((viewer, users) -> users));
                RawClient bob = RawClient.login(quick.port(), "bob", 0)) {
            AtomicBoolean done = new AtomicBoolean();
            CompletableFuture<?> coming = Background.run(() -> {
                for (int i = 0; i < 200; i++) {
                    quick.login("alice").close();
                }
                quick.awaitConnections(1);
                quick.login("alice");
                done.set(true);
            });
            boolean online = false;
            for (int i = 0; !done.get() || !online; i++) {
                bob.text("{\"type\":\"presence\",\"id\":\"" + i + "\",\"watch\":[\"alice\"]}");
                JsonNode frame = bob.json();
                while (frame.get("type").stringValue().equals("presence")) {
                    online = frame.get("online").booleanValue();
                    frame = bob.json();
                }
                boolean snapshot = frame.get("presence").get(0).get("online").booleanValue();
                online = snapshot;
            }
            coming.join();
            bob.text("{\"type\":\"ping\",\"id\":\"last\"}");
            assertThat(bob.json().get("type").stringValue())
                    .as("no news after the truth")
                    .isEqualTo("ok");
        }
    }

    @Test
    void twoThousandSignalsToAClientThatDoesNotReadCostNoEventAndItLearnsTheNewestPresence() {
        ChatServerOptions options = ChatServerOptions.builder()
                .typingTimeout(Duration.ofMillis(100))
                .presenceGrace(Duration.ZERO)
                .writeTimeout(Duration.ofMinutes(5))
                .idleTimeout(Duration.ofMinutes(5))
                .build();
        int typists = 20;
        int rounds = 100;
        try (ChatFixture busy = ChatFixture.start(
                        new InMemoryChatStore(), options, builder -> builder.presencePolicy((viewer, users) -> users));
                RawClient bob = RawClient.login(busy.port(), "bob", 4096)) {
            bob.text("{\"type\":\"presence\",\"id\":\"1\",\"watch\":[\"carol\"]}");
            assertThat(code(bob.json())).isEqualTo("ok");
            List<TestClient> clients = new ArrayList<>();
            List<String> conversations = new ArrayList<>();
            for (int i = 0; i < typists; i++) {
                clients.add(busy.login("user-" + i));
                conversations.add(conversation(clients.get(i), "bob"));
            }
            String filler = "x".repeat(4_000);
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < typists; i++) {
                    clients.get(i).typing(conversations.get(i), round % 2 == 0);
                    clients.get(i).say("bob", round + filler);
                }
            }
            TestClient carol = busy.login("carol");
            assertThat(carol.watch("carol").get("online").booleanValue()).isTrue();

            int events = typists * (rounds + 1);
            int offset = 0;
            int typing = 0;
            boolean online = false;
            while (offset < events || !online) {
                JsonNode frame = bob.json();
                switch (frame.get("type").stringValue()) {
                    case "event" -> assertThat(frame.get("offset").longValue()).isEqualTo(++offset);
                    case "typing" -> typing++;
                    case "presence" -> online = frame.get("online").booleanValue();
                    default -> assertThat(frame.get("type").stringValue()).isEqualTo("head");
                }
            }
            assertThat(typing).isLessThan(typists * rounds / 2);
        }
    }

    @Test
    void aClientThatComesAndGoesSeesEveryEventAndTheTruthAmongSignals() {
        int total = 1_000;
        TestClient alice = chat.login("alice");
        String conversation = conversation(alice, "bob");
        CompletableFuture<?> talking = Background.run(() -> {
            for (int i = 2; i <= total; i++) {
                alice.typing(conversation, true);
                alice.say("bob", "text " + i);
            }
        });
        CompletableFuture<?> coming = Background.run(() -> {
            for (int i = 0; i < 50; i++) {
                chat.login("carol").close();
            }
        });
        Random random = new Random(7);
        String stream = chat.store.streamId().value();
        long seen = 0;
        while (seen < total) {
            try (TestClient bob = TestClient.resume(chat.port(), "bob", stream, seen)) {
                assertThat(bob.watch("alice", "carol").get("online").booleanValue())
                        .isTrue();
                for (JsonNode event : bob.events((int) Math.min(random.nextInt(200), total - seen))) {
                    assertThat(event.get("offset").longValue()).isEqualTo(++seen);
                }
            }
        }
        talking.join();
        coming.join();
        TestClient last = chat.login("bob");
        await().untilAsserted(() ->
                assertThat(last.watch("carol").get("online").booleanValue()).isFalse());
        await().until(() -> !chat.chat.isOnline(new UserId("carol")));
        assertThat(chat.chat.isOnline(new UserId("alice"))).isTrue();
    }

    @Test
    void theHostsOwnCodeTypesAndWatches() throws Exception {
        TestClient alice = chat.login("alice");
        String conversation = conversation(alice, "bot");
        ChatUser bot = chat.chat.as(new UserId("bot"));
        bot.typing(new ConversationId(conversation), true);
        assertTyping(alice.signal(), "bot", conversation, true);
        bot.typing(new ConversationId(conversation), false);
        assertTyping(alice.signal(), "bot", conversation, false);
        List<Presence> seen = new CopyOnWriteArrayList<>();
        try (ChatUser.Watching watching = bot.watch(Set.of(new UserId("alice")), seen::add)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)) {
            assertThat(watching).isNotNull();
            assertThat(chat.chat.isOnline(new UserId("alice"))).isTrue();
            assertThat(chat.chat.isOnline(new UserId("bot"))).isFalse();
            alice.close();
            await().untilAsserted(
                            () -> assertThat(seen).extracting(Presence::online).containsExactly(true, false));
            assertThat(chat.chat.isOnline(new UserId("alice"))).isFalse();
        }
    }

    @Test
    void anErasedUserIsOfflineAtOnceAndANewOneOfThatNameIsNotWatched() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        String conversation = conversation(bob, "alice");
        bob.watch("alice");
        bob.typing(conversation, true);
        assertTyping(alice.signal(), "bob", conversation, true);
        chat.chat.erase(new UserId("alice"), Erasure.KEEP_MESSAGES);
        assertThat(bob.signal().toString()).isEqualTo("{\"type\":\"presence\",\"user\":\"alice\",\"online\":false}");
        TestClient newAlice = chat.login("alice");
        bob.typing(conversation, true);
        String theirs = conversation(bob, "alice");
        bob.typing(theirs, true);
        assertTyping(newAlice.signal(), "bob", theirs, true);
        assertThat(bob.arrivedSignals()).isZero();
    }
}
