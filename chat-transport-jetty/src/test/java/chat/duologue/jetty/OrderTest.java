package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** G3 and G4: one order for everyone, which keeps every sender's own. */
class OrderTest {
    private final ChatFixture chat = ChatFixture.start();

    @AfterEach
    void stop() {
        chat.close();
    }

    @Test
    void everyoneSeesOneOrderWithoutGapsHoweverManySendAtOnceBothWays() {
        int each = 250;
        List<TestClient> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            senders.add(chat.login("alice"));
            senders.add(chat.login("bob"));
        }
        CompletableFuture<?>[] running = new CompletableFuture<?>[senders.size()];
        for (int i = 0; i < running.length; i++) {
            TestClient sender = senders.get(i);
            String prefix = i + "/";
            String to = i % 2 == 0 ? "bob" : "alice";
            running[i] = Background.run(() -> sendAll(sender, to, prefix, each));
        }
        CompletableFuture.allOf(running).join();

        int total = each * running.length;
        List<JsonNode> reference = senders.get(0).events(total);
        for (int i = 0; i < total; i++) {
            assertThat(reference.get(i).get("seq").longValue()).isEqualTo(i + 1);
            assertThat(reference.get(i).get("offset").longValue()).isEqualTo(i + 1);
        }
        for (TestClient other : senders.subList(1, senders.size())) {
            assertThat(other.events(total)).isEqualTo(reference);
        }
        for (int i = 0; i < running.length; i++) {
            String prefix = i + "/";
            List<String> own = reference.stream()
                    .map(event -> event.get("text").stringValue())
                    .filter(text -> text.startsWith(prefix))
                    .toList();
            assertThat(own).isEqualTo(texts(prefix, each));
        }
        assertThat(history(senders.get(0), reference.get(0).get("conversation").stringValue()))
                .isEqualTo(reference.stream()
                        .map(event -> event.get("text").stringValue())
                        .toList());
    }

    private static void sendAll(TestClient sender, String to, String prefix, int count) {
        for (String text : texts(prefix, count)) {
            sender.post("send", Map.of("to", to, "text", text, "clientMessageId", text));
        }
        long before = 0;
        for (int i = 0; i < count; i++) {
            long seq = sender.reply().get("seq").longValue();
            assertThat(seq).isGreaterThan(before);
            before = seq;
        }
    }

    private static List<String> texts(String prefix, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(prefix + i);
        }
        return texts;
    }

    private static List<String> history(TestClient reader, String conversation) {
        List<String> texts = new ArrayList<>();
        long after = 0;
        JsonNode page;
        do {
            page = reader.request("history", Map.of("conversation", conversation, "after", after, "limit", 73));
            for (JsonNode message : page.get("messages")) {
                texts.add(message.get("text").stringValue());
                assertThat(message.get("seq").longValue()).isEqualTo(++after);
            }
        } while (page.get("hasAfter").booleanValue());
        return texts;
    }

    @Test
    void oneSessionsPipelinedSendsToManyConversationsKeepTheirOrderInItsStream() {
        TestClient alice = chat.login("alice");
        List<String> peers = List.of("bob", "carol", "dave");
        Map<String, TestClient> clients = new HashMap<>();
        peers.forEach(peer -> clients.put(peer, chat.login(peer)));
        int count = 600;
        List<String> sent = texts("", count);
        for (int i = 0; i < count; i++) {
            alice.post("send", Map.of("to", peers.get(i % 7 % 3), "text", sent.get(i), "clientMessageId", sent.get(i)));
        }
        assertThat(alice.texts(count)).isEqualTo(sent);
        for (String peer : peers) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                if (peers.get(i % 7 % 3).equals(peer)) {
                    expected.add(sent.get(i));
                }
            }
            assertThat(clients.get(peer).texts(expected.size())).isEqualTo(expected);
        }
    }

    @Test
    void aQuestionSeesEveryWriteThatWasSentBeforeItOnTheConnection() {
        TestClient alice = chat.login("alice");
        for (int i = 1; i <= 100; i++) {
            alice.post("send", Map.of("to", "bob", "text", "text", "clientMessageId", "a" + i));
            alice.post("conversation", Map.of("to", "bob"));
            alice.post("send", Map.of("to", "bob", "text", "text", "clientMessageId", "b" + i));
            assertThat(alice.reply().get("seq").longValue()).isEqualTo(2 * i - 1);
            assertThat(alice.reply().get("last").get("seq").longValue()).isEqualTo(2 * i - 1);
            assertThat(alice.reply().get("seq").longValue()).isEqualTo(2 * i);
        }
    }
}
