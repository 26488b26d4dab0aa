package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServerOptions;
import chat.duologue.model.SearchQuery;
import chat.duologue.model.UserId;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.ChatStore;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How clients search. What is found is told in the contract of the stores. */
class SearchTest {

    private static List<String> texts(JsonNode reply) {
        List<String> texts = new ArrayList<>();
        reply.get("messages").forEach(message -> texts.add(message.get("text").stringValue()));
        return texts;
    }

    private static List<String> found(TestClient client, String query, int limit) {
        List<String> found = new ArrayList<>();
        Map<String, Object> fields = new HashMap<>(Map.of("query", query, "limit", limit));
        while (true) {
            JsonNode reply = client.request("search", fields);
            assertThat(reply.get("type").stringValue()).isEqualTo("ok");
            assertThat(reply.get("messages").size()).isLessThanOrEqualTo(limit);
            found.addAll(texts(reply));
            if (!reply.has("cursor")) {
                return found;
            }
            fields.put("cursor", reply.get("cursor").stringValue());
        }
    }

    @Test
    void whatIsFoundIsAsInHistoryWithItsConversationTheNewestFirst() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.login("alice");
            TestClient bob = chat.login("bob");
            JsonNode first = alice.say("bob", "Grüße aus München");
            JsonNode second = bob.say("carol", "grusse an München!");
            alice.say("bob", "something else");
            bob.request("react", Map.of("conversation", first.get("conversation"), "seq", 1, "reaction", "👍"));
            JsonNode reply = bob.request("search", Map.of("query", "munchen GRUSS"));
            assertThat(texts(reply)).containsExactly("grusse an München!", "Grüße aus München");
            assertThat(reply.has("cursor")).isFalse();
            JsonNode old = reply.get("messages").get(1);
            assertThat(old.get("conversation")).isEqualTo(first.get("conversation"));
            JsonNode inHistory = bob.request("history", Map.of("conversation", first.get("conversation")))
                    .get("messages")
                    .get(0);
            inHistory
                    .propertyNames()
                    .forEach(name -> assertThat(old.get(name)).as(name).isEqualTo(inHistory.get(name)));
            assertThat(inHistory.has("reactions")).isTrue();
            JsonNode inOne =
                    bob.request("search", Map.of("query", "munchen", "conversation", second.get("conversation")));
            assertThat(texts(inOne)).containsExactly("grusse an München!");
        }
    }

    @Test
    void pagesAreCutByNumberAndByBytesAndGoOnWhereTheyEnded() {
        ChatServerOptions options =
                ChatServerOptions.builder().maxPageBytes(2_000).maxPageRows(10).build();
        try (ChatFixture chat = ChatFixture.start(options)) {
            TestClient alice = chat.login("alice");
            TestClient bob = chat.login("bob");
            List<String> newestFirst = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                String text = "needle " + i + " " + "x".repeat(i % 5 * 300);
                alice.say("bob", text);
                newestFirst.add(0, text);
            }
            assertThat(found(bob, "needle", 10)).isEqualTo(newestFirst);
            assertThat(found(bob, "needle", 3)).isEqualTo(newestFirst);
        }
    }

    @Test
    void aWrongFieldIsABadRequestThatNamesIt() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.login("alice");
            List<Map<String, ?>> wrong = List.of(
                    Map.of(),
                    Map.of("query", 1),
                    Map.of("query", "x".repeat(257)),
                    Map.of("query", "a b ".repeat(9)),
                    Map.of("query", "a\u0000b"));
            for (Map<String, ?> fields : wrong) {
                JsonNode reply = alice.request("search", fields);
                assertThat(code(reply)).isEqualTo("bad_request");
                assertThat(reply.get("message").stringValue()).contains("query");
            }
            assertThat(code(alice.request("search", Map.of("query", "a", "cursor", "x"))))
                    .isEqualTo("bad_request");
            assertThat(code(alice.request("search", Map.of("query", "a", "limit", 0))))
                    .isEqualTo("bad_request");
            for (String nothing : List.of("", "  ", "...", "'; --")) {
                JsonNode reply = alice.request("search", Map.of("query", nothing));
                assertThat(reply.get("messages")).isEmpty();
                assertThat(reply.has("cursor")).isFalse();
            }
        }
    }

    @Test
    void whatWasRecalledOrHiddenIsFoundNoMore() {
        try (ChatFixture chat = ChatFixture.start()) {
            TestClient alice = chat.login("alice");
            TestClient bob = chat.login("bob");
            JsonNode conversation = alice.say("bob", "needle 1").get("conversation");
            alice.say("bob", "needle 2");
            alice.request("recall", Map.of("conversation", conversation, "seq", 1));
            bob.request("hide", Map.of("conversation", conversation, "seq", 2));
            assertThat(found(bob, "needle", 10)).isEmpty();
            assertThat(found(alice, "needle", 10)).containsExactly("needle 2");
            alice.request("edit", Map.of("conversation", conversation, "seq", 2, "text", "haystack"));
            assertThat(found(alice, "needle", 10)).isEmpty();
            assertThat(found(alice, "hay", 10)).containsExactly("haystack");
        }
    }

    @Test
    void aStoreThatCannotSearchMakesItUnsupported() {
        InMemoryChatStore store = new InMemoryChatStore();
        ChatStore without = (ChatStore) Proxy.newProxyInstance(
                ChatStore.class.getClassLoader(),
                new Class<?>[] {ChatStore.class},
                (proxy, method, arguments) ->
                        method.getName().equals("search") ? Optional.empty() : method.invoke(store, arguments));
        try (ChatFixture chat = ChatFixture.start(without, ChatServerOptions.DEFAULTS)) {
            JsonNode reply = chat.login("alice").request("search", Map.of("query", "a"));
            assertThat(code(reply)).isEqualTo("unsupported");
        }
    }

    @Test
    void theHostSearchesForAUser() {
        try (ChatFixture chat = ChatFixture.start()) {
            chat.login("alice").say("bob", "needle");
            var page = chat.chat
                    .as(new UserId("bob"))
                    .search(new SearchQuery("needle"), null, Long.MAX_VALUE, 10)
                    .toCompletableFuture()
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            assertThat(page.hits()).hasSize(1);
            assertThat(page.next()).isEmpty();
        }
    }
}
