package chat.duologue.jetty;

import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServerOptions;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.ChatStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Who follows their offset comes to see messages as they stand, wherever they hung up. */
class ChangesResumeTest {
    private static final String END = "the end";
    private final ChatStore store = new InMemoryChatStore();
    private ChatFixture chat = ChatFixture.start(store, ChatServerOptions.DEFAULTS);

    @AfterEach
    void stop() {
        chat.close();
    }

    private TestClient resume(String user, long offset) {
        return TestClient.resume(chat.port(), user, store.streamId().value(), offset);
    }

    /** What a client keeps of a conversation by its events alone. */
    private static final class View {
        final TreeMap<Long, String> texts = new TreeMap<>();
        final Set<String> reactions = new HashSet<>();
        final Set<Long> hidden = new HashSet<>();
        String settings = "";
        long offset;

        void apply(JsonNode event) {
            assertThat(event.get("offset").longValue()).isGreaterThan(offset);
            offset = event.get("offset").longValue();
            long seq = event.path("seq").longValue(0);
            switch (event.get("kind").stringValue()) {
                case "message", "edited" ->
                    texts.put(
                            seq,
                            event.has("recalled")
                                    ? "recalled"
                                    : event.get("text").stringValue());
                case "recalled" -> texts.put(seq, "recalled");
                case "hidden" -> hidden.add(seq);
                case "reaction" -> {
                    String reaction = seq + " " + event.get("by").stringValue()
                            + event.get("reaction").stringValue();
                    if (event.has("removed")) {
                        reactions.remove(reaction);
                    } else {
                        reactions.add(reaction);
                    }
                }
                case "settings" -> settings = event.get("pinned").toString();
                default -> assertThat(event.get("kind").stringValue()).isEqualTo("receipt");
            }
        }

        /** Of a member who loads everything now. */
        static View loaded(TestClient client, String conversation) {
            View view = new View();
            for (JsonNode message : client.request(
                            "history", Map.of("conversation", conversation, "after", 0, "limit", 100))
                    .get("messages")) {
                long seq = message.get("seq").longValue();
                view.texts.put(
                        seq,
                        message.has("recalled")
                                ? "recalled"
                                : message.get("text").stringValue());
                for (JsonNode reaction : message.path("reactions")) {
                    for (JsonNode by : reaction.get("by")) {
                        view.reactions.add(seq + " " + by.stringValue()
                                + reaction.get("reaction").stringValue());
                    }
                }
            }
            view.settings = client.request("conversation", Map.of("conversation", conversation))
                    .get("pinned")
                    .toString();
            view.offset = client.request("ping", Map.of()).get("head").longValue();
            return view;
        }

        void assertShows(View loaded) {
            texts.keySet().removeAll(hidden);
            reactions.removeIf(reaction -> !texts.containsKey(Long.parseLong(reaction.split(" ")[0])));
            assertThat(texts).isEqualTo(loaded.texts);
            assertThat(reactions).isEqualTo(loaded.reactions);
            assertThat(settings).isEqualTo(loaded.settings);
            assertThat(offset).isEqualTo(loaded.offset);
        }
    }

    @Test
    void devicesThatHangUpInTheMidstAllEndWithWhatStands() {
        TestClient first = chat.login("alice");
        String conversation = first.say("bob", "1").get("conversation").stringValue();
        for (TestClient client : List.of(first, chat.login("bob"))) {
            client.request("settings", Map.of("conversation", conversation, "pinned", true));
        }
        CompletableFuture<?>[] working = {
            Background.run(() -> work("alice", conversation, new Random(1))),
            Background.run(() -> work("bob", conversation, new Random(2)))
        };
        List<String> users = List.of("alice", "alice", "bob", "bob");
        View[] views = new View[users.size()];
        CompletableFuture<?>[] following = new CompletableFuture<?>[views.length];
        for (int i = 0; i < views.length; i++) {
            int device = i;
            following[i] = Background.run(() -> views[device] = follow(users.get(device), new Random(device)));
        }
        CompletableFuture.allOf(working).join();
        first.say("bob", END);
        CompletableFuture.allOf(following).join();
        for (int i = 0; i < views.length; i++) {
            View now = View.loaded(chat.login(users.get(i)), conversation);
            views[i].assertShows(now);
            View replayed = new View();
            TestClient replay = resume(users.get(i), 0);
            while (replayed.offset < now.offset) {
                replayed.apply(replay.event());
            }
            replayed.assertShows(now);
        }
    }

    private void work(String user, String conversation, Random random) {
        TestClient client = chat.login(user);
        String peer = user.equals("alice") ? "bob" : "alice";
        int own = 0;
        for (int i = 0; i < 300; i++) {
            Map<String, Object> fields = new HashMap<>();
            fields.put("conversation", conversation);
            fields.put("seq", 1 + random.nextInt(own + 1));
            switch (random.nextInt(own < 40 ? 7 : 6)) {
                case 0 -> client.request("edit", and(fields, "text", "edited " + i));
                case 1 -> client.request("recall", fields);
                case 2 -> client.request("hide", fields);
                case 3 -> client.request("react", and(fields, "reaction", "r" + random.nextInt(3)));
                case 4 ->
                    client.request("react", and(and(fields, "reaction", "r" + random.nextInt(3)), "remove", true));
                case 5 ->
                    client.request("settings", Map.of("conversation", conversation, "pinned", random.nextBoolean()));
                default -> {
                    assertThat(code(client.say(peer, "text " + i))).isEqualTo("ok");
                    own++;
                }
            }
        }
    }

    private static Map<String, Object> and(Map<String, Object> fields, String name, Object value) {
        fields.put(name, value);
        return fields;
    }

    private View follow(String user, Random random) {
        View view = new View();
        while (!view.texts.containsValue(END)) {
            try (TestClient client = resume(user, view.offset)) {
                for (int left = 1 + random.nextInt(60); left > 0 && !view.texts.containsValue(END); left--) {
                    view.apply(client.event());
                }
            }
        }
        return view;
    }

    @Test
    void aServerOnTheSameStoreGoesOnWhereTheLastOneEnded() {
        FourDevices devices = new FourDevices(chat, "hello");
        devices.edit(devices.alice, 1, "hello, edited");
        devices.react(devices.bob, 1, "+");
        devices.ask(devices.bob, "settings", Map.of("pinned", true));
        devices.bob.say("alice", "a secret");
        devices.recall(devices.bob, 2);
        devices.hide(devices.bob, 2);
        devices.bob.request("block", Map.of("user", "carol"));
        JsonNode historyBefore = devices.history(devices.bob);
        JsonNode shownBefore = devices.shown(devices.bob);
        chat.close();
        chat = ChatFixture.start(store, ChatServerOptions.DEFAULTS);

        TestClient bob = resume("bob", 1);
        assertThat(List.of(bob.event(), bob.event(), bob.event(), bob.event(), bob.event(), bob.event(), bob.event()))
                .extracting(event -> event.get("kind").stringValue())
                .containsExactly("edited", "reaction", "settings", "message", "recalled", "hidden", "block");
        Map<String, String> named = Map.of("conversation", devices.conversation);
        assertThat(bob.request("history", named).get("messages")).isEqualTo(historyBefore);
        assertThat(((ObjectNode) bob.request("conversation", named)).remove(List.of("id")))
                .isEqualTo(shownBefore);
        assertThat(bob.request("blocked", Map.of()).get("users").toString()).isEqualTo("[\"carol\"]");
        assertThat(code(chat.login("carol").say("bob", "hello"))).isEqualTo("forbidden");
        Map<String, ?> edit = Map.of("conversation", devices.conversation, "seq", 1, "text", "once more");
        assertThat(chat.login("alice").request("edit", edit).get("revision").intValue())
                .isEqualTo(2);
    }
}
