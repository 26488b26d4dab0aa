package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.duologue.BeforeDeletion;
import chat.duologue.ChatServer;
import chat.duologue.ChatServerOptions;
import chat.duologue.Identity;
import chat.duologue.Retention;
import chat.duologue.RetentionPolicy;
import chat.duologue.model.Anchor;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.Erasure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is old goes as the host says, and nothing else. */
class RetentionTest {
    private final ManualClock clock = new ManualClock();
    private ChatFixture chat;

    @AfterEach
    void stop() {
        chat.close();
    }

    private static ChatServerOptions.Builder often() {
        return ChatServerOptions.builder().retentionInterval(Duration.ofMillis(20));
    }

    private void start(RetentionPolicy policy, BeforeDeletion listener, ChatServerOptions.Builder options) {
        chat = ChatFixture.start(
                new InMemoryChatStore(),
                options.build(),
                builder -> builder.clock(clock).retention(policy).beforeDeletion(listener));
    }

    private void start(Retention retention) {
        start(RetentionPolicy.of(retention), BeforeDeletion.NOTHING, often());
    }

    private static String say(TestClient client, String to, String... texts) {
        String conversation = "";
        for (String text : texts) {
            conversation = client.say(to, text).get("conversation").stringValue();
        }
        return conversation;
    }

    private static JsonNode history(TestClient client, String conversation) {
        return client.request("history", Map.of("conversation", conversation, "limit", 100));
    }

    private static List<String> texts(TestClient client, String conversation) {
        List<String> texts = new ArrayList<>();
        for (JsonNode message : history(client, conversation).get("messages")) {
            texts.add(message.get("text").stringValue());
        }
        return texts;
    }

    private static void awaitTexts(TestClient client, String conversation, String... texts) {
        await().untilAsserted(() -> assertThat(texts(client, conversation)).containsExactly(texts));
    }

    @Test
    void messagesGoAtTheirAge() {
        start(Retention.ofAge(Duration.ofHours(1)));
        TestClient alice = chat.login("alice");
        String conversation = say(alice, "bob", "1", "2");
        clock.advance(Duration.ofMinutes(40));
        say(alice, "bob", "3");
        clock.advance(Duration.ofMinutes(20));
        say(alice, "bob", "4");
        assertThat(texts(alice, conversation)).as("an hour is not too old").containsExactly("1", "2", "3", "4");
        clock.advance(Duration.ofSeconds(1));
        awaitTexts(alice, conversation, "3", "4");
        assertThat(history(alice, conversation).get("hasBefore").booleanValue()).isFalse();
        TestClient bob = chat.login("bob");
        JsonNode list = bob.request("conversations", Map.of("limit", 10));
        assertThat(list.get("totalUnread").longValue()).isEqualTo(2);
        clock.advance(Duration.ofDays(1));
        await().untilAsserted(() -> assertThat(
                        bob.request("conversations", Map.of("limit", 10)).get("conversations"))
                .isEmpty());
        assertThat(say(bob, "alice", "5")).isEqualTo(conversation);
        assertThat(history(bob, conversation).get("messages").get(0).get("seq").longValue())
                .isEqualTo(5);
    }

    @Test
    void theNewestMessagesStayByNumber() {
        start(Retention.ofMessages(2));
        TestClient alice = chat.login("alice");
        String conversation = say(alice, "bob", "1", "2", "3", "4", "5");
        awaitTexts(alice, conversation, "4", "5");
        say(chat.login("bob"), "alice", "6");
        awaitTexts(alice, conversation, "5", "6");
    }

    @Test
    void whicheverLimitIsPassedFirstCounts() {
        start(new Retention(Optional.of(Duration.ofHours(1)), OptionalLong.of(3)));
        TestClient alice = chat.login("alice");
        String conversation = say(alice, "bob", "1", "2", "3", "4");
        awaitTexts(alice, conversation, "2", "3", "4");
        clock.advance(Duration.ofHours(2));
        say(alice, "bob", "5");
        awaitTexts(alice, conversation, "5");
    }

    @Test
    void theHostDecidesForEachConversation() {
        UserId support = new UserId("support");
        start(
                conversation -> {
                    if (conversation.context().equals("disputed")) {
                        throw new IllegalStateException("the register of disputes is down");
                    }
                    return conversation.members().contains(support) ? Retention.FOREVER : Retention.ofMessages(1);
                },
                BeforeDeletion.NOTHING,
                often());
        TestClient alice = chat.login("alice");
        String kept = say(alice, "support", "1", "2");
        String shortened = say(alice, "bob", "1", "2");
        String disputed = "";
        for (String text : List.of("1", "2")) {
            disputed = alice.request(
                            "send", Map.of("to", "bob", "context", "disputed", "text", text, "clientMessageId", text))
                    .get("conversation")
                    .stringValue();
        }
        awaitTexts(alice, shortened, "2");
        String last = say(alice, "carol", "1", "2");
        awaitTexts(alice, last, "2");
        assertThat(texts(alice, kept)).containsExactly("1", "2");
        assertThat(texts(alice, disputed)).containsExactly("1", "2");
    }

    @Test
    void theListenerHearsOfEveryMessageBeforeItGoesAndOfNoOther() {
        List<Long> heard = Collections.synchronizedList(new ArrayList<>());
        List<String> faults = Collections.synchronizedList(new ArrayList<>());
        int count = 600;
        CountDownLatch sent = new CountDownLatch(1);
        start(
                conversation -> {
                    sent.await();
                    return Retention.ofMessages(3);
                },
                (conversation, messages) -> {
                    long newest = messages.get(messages.size() - 1).seq();
                    boolean there = chat.chat
                            .as(conversation.members().get(0))
                            .history(conversation.id(), new Anchor.After(0), 500)
                            .toCompletableFuture()
                            .get(5, TimeUnit.SECONDS)
                            .messages()
                            .containsAll(messages);
                    if (!there || newest > count - 3) {
                        faults.add("up to " + newest);
                    }
                    messages.stream().map(Message::seq).forEach(heard::add);
                },
                often());
        TestClient alice = chat.login("alice");
        String conversation = "";
        for (int i = 1; i <= count; i++) {
            conversation = say(alice, "bob", "text " + i);
        }
        sent.countDown();
        awaitTexts(alice, conversation, "text 598", "text 599", "text 600");
        assertThat(heard).hasSize(count - 3).isSorted().doesNotHaveDuplicates();
        assertThat(faults).isEmpty();
    }

    @Test
    void whatTheListenerDoesNotAgreeToStaysUntilItDoes() {
        Set<String> objections = Collections.synchronizedSet(new HashSet<>(Set.of("throws", "hangs")));
        start(
                RetentionPolicy.of(Retention.ofMessages(1)),
                (conversation, messages) -> {
                    if (conversation.context().equals("throws") && objections.contains("throws")) {
                        throw new IOException("the archive is down");
                    }
                    while (conversation.context().equals("hangs") && objections.contains("hangs")) {
                        Thread.sleep(10_000);
                    }
                },
                often().callbackDeadline(Duration.ofMillis(50)));
        TestClient alice = chat.login("alice");
        Map<String, String> conversations = new LinkedHashMap<>();
        for (String context : List.of("throws", "hangs", "agrees")) {
            for (String text : List.of("1", "2")) {
                conversations.put(
                        context,
                        alice.request(
                                        "send",
                                        Map.of("to", "bob", "context", context, "text", text, "clientMessageId", text))
                                .get("conversation")
                                .stringValue());
            }
        }
        for (int round = 0; round < 2; round++) {
            String one = say(alice, "sweep " + round, "1", "2");
            awaitTexts(alice, one, "2");
        }
        awaitTexts(alice, conversations.get("agrees"), "2");
        assertThat(texts(alice, conversations.get("throws"))).containsExactly("1", "2");
        assertThat(texts(alice, conversations.get("hangs"))).containsExactly("1", "2");
        objections.remove("throws");
        awaitTexts(alice, conversations.get("throws"), "2");
        assertThat(texts(alice, conversations.get("hangs"))).containsExactly("1", "2");
        objections.remove("hangs");
        awaitTexts(alice, conversations.get("hangs"), "2");
    }

    @Test
    void aClientThatAStreamNoLongerReachesBackToIsNotResumed() {
        start(RetentionPolicy.KEEP_EVERYTHING, BeforeDeletion.NOTHING, often().maxStreamEvents(10));
        TestClient alice = chat.login("alice");
        for (int i = 1; i <= 30; i++) {
            say(alice, "bob", "text " + i);
        }
        UserId bob = new UserId("bob");
        await().until(() -> chat.store.positions(Set.of(bob)).get(bob).trimmedTo() == 20);
        assertThat(hello("bob", 19).get("resumed").booleanValue()).isFalse();
        assertThat(hello("bob", 19).get("head").longValue()).isEqualTo(30);
        try (TestClient client = TestClient.resume(chat.port(), "bob", stream(), 20)) {
            assertThat(client.texts(10)).startsWith("text 21").endsWith("text 30");
        }
    }

    @Test
    void aClientThatWouldMissAPurgedMessageIsNotResumed() {
        start(Retention.ofMessages(2));
        TestClient alice = chat.login("alice");
        String conversation = say(alice, "bob", "1", "2", "3", "4", "5");
        awaitTexts(alice, conversation, "4", "5");
        assertThat(hello("bob", 2).get("resumed").booleanValue()).isFalse();
        try (TestClient client = TestClient.resume(chat.port(), "bob", stream(), 3)) {
            assertThat(client.texts(2)).containsExactly("4", "5");
        }
    }

    private String stream() {
        return chat.store.streamId().value();
    }

    private JsonNode hello(String user, long offset) {
        try (TestClient client = TestClient.connect(chat.port())) {
            return client.request(
                    "hello", Map.of("token", user, "resume", Map.of("stream", stream(), "offset", offset)));
        }
    }

    @Test
    void stoppingDoesNotWaitForTheHost() {
        CountDownLatch asked = new CountDownLatch(1);
        start(
                conversation -> {
                    asked.countDown();
                    while (true) {
                        Thread.sleep(10_000);
                    }
                },
                BeforeDeletion.NOTHING,
                often().callbackDeadline(Duration.ofHours(1)));
        say(chat.login("alice"), "bob", "hello");
        await().until(() -> asked.getCount() == 0);
        Background.run(chat::close).orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(chat.chat.hasRoom()).isFalse();
    }

    @Test
    void aStoreThatRemovesNothingRefusesRetentionAndErasure() {
        FaultyStore keeping = new FaultyStore();
        keeping.removes = false;
        chat = ChatFixture.start(keeping, ChatServerOptions.DEFAULTS);
        ChatServer.Builder builder = ChatServer.builder()
                .store(chat.store)
                .authenticator(credentials -> Optional.<Identity>empty())
                .retention(RetentionPolicy.of(Retention.ofMessages(1)));
        assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> chat.chat.erase(new UserId("alice"), Erasure.KEEP_MESSAGES))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
