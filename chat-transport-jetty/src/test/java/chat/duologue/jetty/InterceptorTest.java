package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import chat.duologue.ErrorCode;
import chat.duologue.MessageInterceptor;
import chat.duologue.ProposedMessage;
import chat.duologue.RequestException;
import chat.duologue.Sent;
import chat.duologue.Verdict;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.UserId;
import chat.duologue.store.memory.InMemoryChatStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the host's interceptor makes of what users say. */
class InterceptorTest {
    private volatile MessageInterceptor interceptor = message -> Verdict.PASS;
    private final List<ProposedMessage> asked = new CopyOnWriteArrayList<>();
    private final ChatFixture chat = start(ChatServerOptions.builder()
            .interceptorDeadline(Duration.ofMillis(400))
            .build());

    private ChatFixture start(ChatServerOptions options) {
        return ChatFixture.start(new InMemoryChatStore(), options, builder -> builder.interceptor(this::intercept));
    }

    private Verdict intercept(ProposedMessage message) throws Exception {
        asked.add(message);
        return interceptor.intercept(message);
    }

    @AfterEach
    void stop() {
        chat.close();
    }

    private static String text(ProposedMessage message) {
        return String.valueOf(message.content().text());
    }

    private static Verdict mask(ProposedMessage message) {
        String masked = text(message).replace("damn", "****");
        return masked.equals(text(message))
                ? Verdict.PASS
                : new Verdict.Change(masked, message.content().data());
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static JsonNode edit(TestClient client, JsonNode sent, Object text) {
        return client.request(
                "edit",
                Map.of(
                        "conversation",
                        sent.get("conversation").stringValue(),
                        "seq",
                        sent.get("seq").longValue(),
                        "text",
                        text));
    }

    @Test
    void seesWhoSaysWhatToWhomAndLetsItPassAsItIs() {
        TestClient alice = chat.login("alice");
        JsonNode sent = alice.request(
                "send",
                Map.of("to", "bob", "context", "order 7", "text", "hello", "clientMessageId", "m1", "data", Map.of()));
        assertThat(code(sent)).isEqualTo("ok");
        JsonNode event = alice.event();
        assertThat(event.get("text").stringValue()).isEqualTo("hello");
        assertThat(event.get("data").isObject()).isTrue();

        String conversation = sent.get("conversation").stringValue();
        TestClient bob = chat.login("bob");
        for (String id : List.of("m1", "m2")) {
            assertThat(code(bob.request(
                            "send", Map.of("conversation", conversation, "text", "hi", "clientMessageId", id))))
                    .isEqualTo("ok");
        }
        assertThat(code(edit(alice, sent, "hello again"))).isEqualTo("ok");

        UserId a = new UserId("alice");
        UserId b = new UserId("bob");
        assertThat(asked)
                .containsExactly(
                        new ProposedMessage.Send(
                                a, b, "order 7", new ClientMessageId("m1"), new Content("hello", "{}", null)),
                        new ProposedMessage.Send(b, a, "order 7", new ClientMessageId("m1"), Content.text("hi")),
                        new ProposedMessage.Send(b, a, "order 7", new ClientMessageId("m2"), Content.text("hi")),
                        new ProposedMessage.Edit(
                                a, b, "order 7", new ConversationId(conversation), 1, Content.text("hello again")));
    }

    @Test
    void aChangeIsWhatIsStoredAndTheSenderLearnsOfItByTheEvent() {
        interceptor = InterceptorTest::mask;
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        alice.say("bob", "first");
        alice.event();
        bob.event();
        JsonNode sent = alice.request(
                "send",
                Map.of("to", "bob", "text", "damn it", "clientMessageId", "1", "replyTo", 1, "data", Map.of("a", 1)));
        assertThat(sent.propertyNames()).containsExactlyInAnyOrder("type", "id", "conversation", "seq", "at");
        for (TestClient each : List.of(alice, bob)) {
            JsonNode event = each.event();
            assertThat(event.get("text").stringValue()).isEqualTo("**** it");
            assertThat(event.get("clientMessageId").stringValue()).isEqualTo("1");
            assertThat(event.get("replyTo").longValue()).isEqualTo(1);
            assertThat(event.get("data").toString()).isEqualTo("{\"a\":1}");
        }
        assertThat(bob.request(
                                "history",
                                Map.of("conversation", sent.get("conversation").stringValue()))
                        .toString())
                .contains("**** it")
                .doesNotContain("damn");
    }

    @Test
    void aRefusalIsToldInTheHostsWordsAndNothingIsStored() {
        String why = "<b>no</b> & \u202eon\u202c \u05d0 'x' \"y\" \ud83d\ude00";
        interceptor = message -> text(message).startsWith("bad") ? new Verdict.Refuse(why + "\n\u0000") : Verdict.PASS;
        TestClient alice = chat.login("alice");
        JsonNode refused = alice.say("bob", "bad", "1");
        assertThat(code(refused)).isEqualTo("rejected");
        assertThat(refused.get("message").stringValue()).isEqualTo(why + "\ufffd\ufffd");
        assertThat(refused.has("retryAfterMs")).isFalse();
        assertThat(chat.stored("bob").events()).isEmpty();

        assertThat(code(alice.say("bob", "bad", "1"))).isEqualTo("rejected");
        assertThat(asked).as("a repeat is asked again").hasSize(2);
        interceptor = message -> Verdict.PASS;
        assertThat(alice.say("bob", "bad", "1").get("seq").longValue())
                .as("and may have better luck")
                .isEqualTo(1);
    }

    @Test
    void editsAreChangedAndRefusedAsWell() {
        interceptor = message -> text(message).startsWith("bad") ? new Verdict.Refuse("not here") : mask(message);
        TestClient alice = chat.login("alice");
        JsonNode sent = alice.request(
                "send", Map.of("to", "bob", "text", "hello", "clientMessageId", "1", "data", Map.of("a", 1)));
        alice.event();
        assertThat(code(edit(alice, sent, "bad"))).isEqualTo("rejected");
        assertThat(code(edit(alice, sent, "damn"))).isEqualTo("ok");
        JsonNode event = alice.event();
        assertThat(event.get("kind").stringValue()).isEqualTo("edited");
        assertThat(event.get("text").stringValue()).isEqualTo("****");
        assertThat(event.get("data").toString()).isEqualTo("{\"a\":1}");
        assertThat(code(edit(alice, sent, "damn"))).as("the same again").isEqualTo("ok");
        assertThat(chat.stored("bob").events()).hasSize(2);
    }

    @Test
    void isNotAskedAboutWhatIsRefusedAnyway() {
        JsonNode others = chat.login("alice").say("bob", "hello");
        asked.clear();
        TestClient carol = chat.login("carol");
        String conversation = others.get("conversation").stringValue();
        for (String any : List.of(conversation, "c_none")) {
            assertThat(code(carol.request("send", Map.of("conversation", any, "text", "a", "clientMessageId", "1"))))
                    .isEqualTo("forbidden");
            assertThat(code(carol.request("edit", Map.of("conversation", any, "seq", 1, "text", "a"))))
                    .isEqualTo("forbidden");
        }
        assertThat(code(carol.say("carol", "to myself"))).isEqualTo("bad_request");
        assertThat(asked).isEmpty();
    }

    @Test
    void theHostsOwnSendsAndEditsAreAskedAboutToo() {
        interceptor = message -> text(message).startsWith("bad") ? new Verdict.Refuse("not here") : mask(message);
        var system = chat.chat.as(new UserId("system"));
        ConversationRef bob = new ConversationRef.WithPeer(new UserId("bob"));
        Sent sent = get(system.send(bob, new ClientMessageId("1"), Content.text("damn")));
        assertThat(sent.message().content()).isEqualTo(Content.text("****"));
        ConversationId conversation = sent.message().conversation();
        assertThat(get(system.edit(conversation, 1, "damn damn", null, null)).content())
                .isEqualTo(Content.text("**** ****"));
        for (CompletionStage<?> refused : List.of(
                system.send(bob, new ClientMessageId("2"), Content.text("bad")),
                system.edit(conversation, 1, "bad", null, null))) {
            assertThat(refused.toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(RequestException.class)
                    .withMessage("not here")
                    .extracting(cause -> ((RequestException) cause).code())
                    .isEqualTo(ErrorCode.REJECTED);
        }
    }

    @Test
    void aRepeatedSendIsTheSameMessageAsLongAsItGetsTheSameVerdict() {
        interceptor = InterceptorTest::mask;
        TestClient alice = chat.login("alice");
        assertThat(alice.say("bob", "damn", "1").get("seq").longValue()).isEqualTo(1);
        JsonNode again = alice.say("bob", "damn", "1");
        assertThat(again.get("seq").longValue()).isEqualTo(1);
        assertThat(again.get("duplicate").booleanValue()).isTrue();
        assertThat(code(alice.say("bob", "something else", "1"))).isEqualTo("conflict");
        interceptor = message -> Verdict.PASS;
        assertThat(code(alice.say("bob", "damn", "1"))).isEqualTo("conflict");
        interceptor = message -> new Verdict.Refuse("not any more");
        assertThat(code(alice.say("bob", "damn", "1"))).isEqualTo("rejected");
        assertThat(chat.stored("bob").events()).as("stored once all the same").hasSize(1);
    }

    @Test
    void oneThatThrowsOrAnswersNothingIsInternalAndNothingIsStored() {
        TestClient alice = chat.login("alice");
        String log = logged(() -> {
            for (MessageInterceptor fault : faults()) {
                interceptor = fault;
                JsonNode refused = alice.say("bob", "private words");
                assertThat(code(refused)).isEqualTo("internal");
                assertThat(refused.toString()).doesNotContain("secret", "Exception", "Error");
            }
        });
        assertThat(log).contains("The interceptor threw java.lang.IllegalStateException for alice");
        assertThat(log).doesNotContain("private words", "secret");
        assertThat(chat.stored("bob").events()).isEmpty();
        interceptor = message -> Verdict.PASS;
        assertThat(alice.say("bob", "allowed").get("seq").longValue()).isEqualTo(1);
    }

    @SuppressWarnings("NullAway") // a host's code may not be checked
    private static List<MessageInterceptor> faults() {
        return List.of(
                message -> {
                    throw new IllegalStateException(
                            "secret " + message.content().text());
                },
                message -> {
                    throw new Exception("secret");
                },
                message -> {
                    throw new StackOverflowError("secret");
                },
                message -> {
                    throw new RequestException(ErrorCode.FORBIDDEN, "secret");
                },
                message -> null);
    }

    @Test
    void oneThatHangsIsUnavailableAndNothingIsStoredEvenLater() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        FaultyStore.Gate gate = new FaultyStore.Gate();
        interceptor = message -> {
            gate.await(); // heeds no interrupt
            return Verdict.PASS;
        };
        String log = logged(() -> {
            JsonNode refused = alice.say("bob", "refused");
            assertThat(code(refused)).isEqualTo("unavailable");
            assertThat(refused.get("retryAfterMs").longValue()).isPositive();
        });
        assertThat(log).contains("not done in time", "alice").doesNotContain("refused");
        interceptor = message -> Verdict.PASS;
        gate.open();
        assertThat(alice.say("bob", "allowed").get("seq").longValue()).isEqualTo(1);
        assertThat(bob.texts(1)).containsExactly("allowed");
    }

    @Test
    void oneThatFailsOpenLetsPassWhatItDidNotDecide() {
        try (ChatFixture open = start(ChatServerOptions.builder()
                .interceptorDeadline(Duration.ofMillis(200))
                .interceptorFailsOpen(true)
                .build())) {
            TestClient alice = open.login("alice");
            List<MessageInterceptor> faults = new ArrayList<>(faults());
            faults.add(message -> {
                Thread.sleep(Duration.ofMinutes(1).toMillis());
                return Verdict.PASS;
            });
            String log = logged(() -> {
                for (MessageInterceptor fault : faults) {
                    interceptor = fault;
                    assertThat(code(alice.say("bob", "private words"))).isEqualTo("ok");
                }
            });
            assertThat(log)
                    .contains("not done in time", "IllegalStateException")
                    .doesNotContain("private words");

            interceptor = message -> new Verdict.Refuse("still refused");
            assertThat(code(alice.say("bob", "a"))).isEqualTo("rejected");
            interceptor = message -> new Verdict.Change("not\u0000storable", null);
            assertThat(code(alice.say("bob", "what was to be changed")))
                    .as("what was to be changed does not pass as it is")
                    .isEqualTo("internal");
            assertThat(open.stored("bob").events()).hasSize(faults.size());
        }
    }

    @Test
    void aChangeToWhatNoClientCouldSayIsInternal() {
        TestClient alice = chat.login("alice");
        String tooLong = "\u20ac".repeat(chat.chat.options().maxTextBytes() / 3 + 1);
        for (Verdict.Change change : List.of(
                new Verdict.Change(null, null),
                new Verdict.Change("a\u0000", null),
                new Verdict.Change("half \ud83d of a pair", null),
                new Verdict.Change(tooLong, null),
                new Verdict.Change(
                        null, "{\"a\":\"" + "b".repeat(chat.chat.options().maxDataBytes()) + "\"}"))) {
            interceptor = message -> change;
            assertThat(code(alice.say("bob", "hello"))).as(change.toString()).isEqualTo("internal");
        }
        assertThat(chat.stored("bob").events()).isEmpty();
    }

    @Test
    void anInterruptThatItLeavesBehindHurtsNobody() {
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        interceptor = message -> {
            Thread.currentThread().interrupt();
            if (text(message).startsWith("bad")) {
                throw new IllegalStateException("a fault, says the test");
            }
            return text(message).startsWith("no") ? new Verdict.Refuse("no") : Verdict.PASS;
        };
        for (int i = 0; i < 20; i++) {
            assertThat(code(alice.say("bob", "no " + i))).isEqualTo("rejected");
            assertThat(code(alice.say("bob", "bad " + i))).isEqualTo("internal");
            assertThat(code(alice.say("bob", "good " + i))).isEqualTo("ok");
        }
        assertThat(bob.texts(20)).hasSize(20);
        assertThat(alice.isClosed()).isFalse();
    }

    @Test
    void whatIsSlowForOneUserDelaysNeitherOthersNorLogins() {
        FaultyStore.Gate gate = new FaultyStore.Gate();
        try (ChatFixture small = start(ChatServerOptions.builder()
                .callbackThreads(2)
                .interceptorDeadline(Duration.ofSeconds(60))
                .build())) {
            interceptor = message -> {
                if (message.from().value().equals("mallory")) {
                    gate.await();
                }
                return Verdict.PASS;
            };
            for (int i = 0; i < 10; i++) {
                small.login("mallory").post("send", Map.of("to", "bob", "text", "x" + i, "clientMessageId", "" + i));
            }
            await().until(gate::hasWaiting);
            for (int i = 0; i < 10; i++) {
                assertThat(code(small.login("alice").say("bob", "quick " + i))).isEqualTo("ok");
            }
            gate.open();
            await().untilAsserted(() -> assertThat(small.stored("bob").events()).hasSize(20));
        } finally {
            gate.open();
        }
    }

    @Test
    void whatItDoesNotReachInTimeIsAnsweredInTimeToo() {
        FaultyStore.Gate gate = new FaultyStore.Gate();
        try {
            interceptor = message -> {
                gate.await();
                return Verdict.PASS;
            };
            List<TestClient> sessions = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                TestClient session = chat.login("alice");
                session.post("send", Map.of("to", "bob", "text", "x", "clientMessageId", "" + i));
                sessions.add(session);
            }
            for (TestClient session : sessions) {
                assertThat(code(session.reply())).isEqualTo("unavailable");
            }
            assertThat(asked).as("a quarter of the threads are hers").hasSize(4);
        } finally {
            gate.open();
        }
    }

    @Test
    void whatOneSessionPipelinesKeepsItsOrderHoweverLongEachTakes() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        interceptor = message -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(3_000_000));
            running.decrementAndGet();
            return text(message).endsWith("7")
                    ? new Verdict.Refuse("no sevens")
                    : text(message).endsWith("3") ? new Verdict.Change("changed " + text(message), null) : Verdict.PASS;
        };
        TestClient alice = chat.login("alice");
        TestClient bob = chat.login("bob");
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            alice.post("send", Map.of("to", "bob", "text", "" + i, "clientMessageId", "" + i));
            if (i % 10 != 7) {
                expected.add(i % 10 == 3 ? "changed " + i : "" + i);
            }
        }
        for (int i = 0; i < 64; i++) {
            assertThat(code(alice.reply())).isEqualTo(i % 10 == 7 ? "rejected" : "ok");
        }
        assertThat(bob.texts(expected.size())).isEqualTo(expected);
        assertThat(alice.texts(expected.size())).isEqualTo(expected);
        assertThat(most).hasValue(1);
    }

    @Test
    void sendsAndEditsOfOneSessionKeepTheirOrderToo() {
        TestClient alice = chat.login("alice");
        JsonNode sent = alice.say("bob", "first");
        interceptor = message -> {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(3_000_000));
            return Verdict.PASS;
        };
        String conversation = sent.get("conversation").stringValue();
        for (int i = 1; i <= 30; i++) {
            alice.post("edit", Map.of("conversation", conversation, "seq", 1, "text", "edit " + i));
            alice.post("send", Map.of("to", "bob", "text", "send " + i, "clientMessageId", "" + i));
        }
        alice.event();
        for (int i = 1; i <= 30; i++) {
            assertThat(alice.event().get("text").stringValue()).isEqualTo("edit " + i);
            assertThat(alice.event().get("text").stringValue()).isEqualTo("send " + i);
        }
    }

    @Test
    void attachmentsAreSeenAndStayWhateverTheTextBecomes(@TempDir Path directory) {
        try (AttachmentFixture files =
                new AttachmentFixture.Setup().interceptor(this::intercept).start(directory)) {
            interceptor = InterceptorTest::mask;
            TestClient alice = files.chat.login("alice");
            Map<String, Object> file = files.upload(alice, "a.txt", "text/plain", new byte[] {1, 2, 3});
            JsonNode sent = alice.request(
                    "send", Map.of("to", "bob", "text", "damn", "clientMessageId", "1", "attachments", List.of(file)));
            assertThat(code(sent)).isEqualTo("ok");
            assertThat(asked.get(0).content().attachments()).hasSize(1);
            assertThat(alice.event().get("attachments").get(0).get("ref").stringValue())
                    .isEqualTo(file.get("ref"));

            interceptor = message -> new Verdict.Change(null, null);
            JsonNode bare = alice.request(
                    "send", Map.of("to", "bob", "text", "gone", "clientMessageId", "2", "attachments", List.of(file)));
            assertThat(code(bare)).isEqualTo("ok");
            JsonNode event = alice.event();
            assertThat(event.has("text")).isFalse();
            assertThat(event.get("attachments")).hasSize(1);

            interceptor = InterceptorTest::mask;
            assertThat(code(edit(alice, sent, "damn again"))).isEqualTo("ok");
            JsonNode edited = alice.event();
            assertThat(edited.get("text").stringValue()).isEqualTo("**** again");
        }
    }

    /** What the server logs meanwhile. */
    private static String logged(Runnable work) {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            work.run();
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }
}
