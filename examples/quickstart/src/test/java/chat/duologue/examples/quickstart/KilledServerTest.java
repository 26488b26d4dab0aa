package chat.duologue.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.jetty.TestClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The server is killed (-9) while people send, started again, and killed again. */
class KilledServerTest {
    private static final int PAIRS = 4;
    private static final int ROUNDS = 3;
    private static final int MESSAGES_BEFORE_THE_KILL = 300;

    @TempDir
    Path data;

    @Test
    void keepsEveryAcknowledgedMessageOnceAndInOrderAndEveryStreamComplete() throws Exception {
        int port = ServerProcess.freePort();
        List<Person> senders = new ArrayList<>();
        List<Person> receivers = new ArrayList<>();
        for (int i = 0; i < PAIRS; i++) {
            senders.add(new Person("sender " + i, "receiver " + i));
            receivers.add(new Person("receiver " + i, "sender " + i));
        }
        for (int round = 0; round < ROUNDS; round++) {
            try (ServerProcess server = ServerProcess.start(data, port, "--no-flood-control")) {
                chatUntilKilled(server, senders, receivers);
            }
        }
        try (ServerProcess server = ServerProcess.start(data, port, "--no-flood-control")) {
            for (Person person : senders) {
                person.connect(server);
                person.sendAgainWhatWasNotAnswered();
            }
            for (int i = 0; i < PAIRS; i++) {
                Person sender = senders.get(i);
                Person receiver = receivers.get(i);
                receiver.connect(server);
                List<String> stored = sender.history();
                assertThat(stored).as("all sent, once, in the order sent").isEqualTo(sender.sent);
                sender.acknowledged.forEach(
                        (id, seq) -> assertThat(stored.get((int) (seq - 1))).isEqualTo(id));
                assertThat(sender.stream(stored.size())).isEqualTo(stored);
                assertThat(receiver.stream(stored.size())).isEqualTo(stored);
            }
        }
    }

    private static void chatUntilKilled(ServerProcess server, List<Person> senders, List<Person> receivers)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2 * PAIRS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (Person receiver : receivers) {
                receiver.connect(server);
                running.add(threads.submit(receiver::readUntilTheEnd));
            }
            List<Future<?>> warm = new ArrayList<>();
            for (Person sender : senders) {
                sender.connect(server);
                warm.add(threads.submit((Callable<Void>) () -> {
                    sender.sendAgainWhatWasNotAnswered();
                    sender.send(MESSAGES_BEFORE_THE_KILL);
                    return null;
                }));
            }
            for (Future<?> future : warm) {
                future.get();
            }
            for (Person sender : senders) {
                running.add(threads.submit(sender::sendUntilTheEnd));
            }
            senders.get(0).awaitProgress();
            server.kill();
            for (Future<?> future : running) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Someone with one device, who remembers what a client should: stream, offset, and what was not answered. */
    private static final class Person {
        private static final int WINDOW = 16;

        private final String name;
        private final String peer;
        private final List<String> sent = new ArrayList<>();
        private final Map<String, Long> acknowledged = new TreeMap<>();
        private final List<String> seen = new ArrayList<>();
        private TestClient client;
        private String stream;
        private long offset;
        private String conversation;
        private volatile int progress;

        private Person(String name, String peer) {
            this.name = name;
            this.peer = peer;
        }

        private void connect(ServerProcess server) throws Exception {
            String token = server.token(name);
            client = TestClient.connect(server.port());
            JsonNode hello = client.request(
                    "hello",
                    stream == null
                            ? Map.of("token", token)
                            : Map.of("token", token, "resume", Map.of("stream", stream, "offset", offset)));
            assertThat(hello.get("resumed").booleanValue()).isEqualTo(stream != null);
            if (stream != null) {
                assertThat(hello.get("stream").stringValue()).isEqualTo(stream);
            }
            stream = hello.get("stream").stringValue();
        }

        private void post(String id) {
            client.post("send", Map.of("to", peer, "clientMessageId", id, "text", id));
        }

        private void sendAgainWhatWasNotAnswered() {
            List<String> open =
                    sent.stream().filter(id -> !acknowledged.containsKey(id)).toList();
            open.forEach(this::post);
            open.forEach(this::takeAnswer);
        }

        private void send(int count) {
            int answered = sent.size();
            for (int i = 0; i < count; i++) {
                sendOne();
                if (i >= WINDOW) {
                    takeAnswer(sent.get(answered++));
                }
            }
            while (answered < sent.size()) {
                takeAnswer(sent.get(answered++));
            }
        }

        private void sendOne() {
            String id = "message " + sent.size();
            sent.add(id);
            post(id);
        }

        private void sendUntilTheEnd() {
            int answered = sent.size();
            try {
                while (true) {
                    while (sent.size() - answered < WINDOW) {
                        sendOne();
                    }
                    takeAnswer(sent.get(answered++));
                    progress++;
                }
            } catch (RuntimeException | AssertionError e) {
                assertThat(client.closeCode()).as("closed by the kill: " + e).isEqualTo(1006);
                for (JsonNode reply = client.pollReply(); reply != null; reply = client.pollReply()) {
                    accept(sent.get(answered++), reply);
                }
            }
            takeEvents();
        }

        private void awaitProgress() {
            while (progress < MESSAGES_BEFORE_THE_KILL) {
                Thread.onSpinWait();
            }
        }

        private void takeAnswer(String id) {
            accept(id, client.reply());
        }

        private void accept(String id, JsonNode reply) {
            assertThat(reply.get("type").stringValue()).as(reply.toString()).isEqualTo("ok");
            acknowledged.put(id, reply.get("seq").longValue());
            conversation = reply.get("conversation").stringValue();
        }

        private void readUntilTheEnd() {
            assertThat(client.closeCode()).isEqualTo(1006);
            takeEvents();
        }

        private void takeEvents() {
            for (JsonNode event = client.pollEvent(); event != null; event = client.pollEvent()) {
                take(event);
            }
        }

        private void take(JsonNode event) {
            assertThat(event.get("offset").longValue()).isEqualTo(offset + 1);
            offset++;
            assertThat(event.get("seq").longValue()).isEqualTo(seen.size() + 1L);
            seen.add(event.get("clientMessageId").stringValue());
        }

        /** The ids of all messages that this person's client was told of, once it has that many. */
        private List<String> stream(int size) {
            while (seen.size() < size) {
                take(client.event());
            }
            return seen;
        }

        private List<String> history() {
            List<String> ids = new ArrayList<>();
            JsonNode page;
            do {
                page = client.request(
                        "history", Map.of("conversation", conversation, "after", ids.size(), "limit", 100));
                for (JsonNode message : page.get("messages")) {
                    ids.add(message.get("clientMessageId").stringValue());
                    assertThat(message.get("seq").longValue()).isEqualTo(ids.size());
                }
            } while (page.get("hasAfter").booleanValue());
            return ids;
        }
    }
}
