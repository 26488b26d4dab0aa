package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.duologue.ChatServerOptions;
import chat.duologue.model.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Two devices of one user and their peer, in any order of doing: at the end all have the same stream. */
class InterleavingsTest {
    private static ChatFixture chat;
    private static int tries;

    private enum Deed {
        SEND,
        TAKE,
        ACK,
        READ,
        HANG_UP,
        COME_BACK
    }

    private record Step(Deed deed, int device, int count) {}

    @BeforeContainer
    static void start() {
        // a long heartbeat, so that it can't make good what was lost
        chat = ChatFixture.start(ChatServerOptions.builder()
                .maxOutboxBytes(4096)
                .heartbeat(Duration.ofMinutes(5))
                .build());
    }

    @AfterContainer
    static void stop() {
        chat.close();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.frequencyOf(
                                Tuple.of(6, Arbitraries.just(Deed.SEND)),
                                Tuple.of(4, Arbitraries.just(Deed.TAKE)),
                                Tuple.of(2, Arbitraries.of(Deed.ACK, Deed.READ)),
                                Tuple.of(2, Arbitraries.of(Deed.HANG_UP, Deed.COME_BACK))),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(1, 8))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 20, shrinking = ShrinkingMode.OFF)
    void leaveEveryDeviceWithTheSameStream(@ForAll("steps") List<Step> steps) {
        String user = "user-" + ++tries;
        String peer = "peer-" + tries;
        List<Device> devices = List.of(new Device(user, peer), new Device(user, peer), new Device(peer, user));
        steps.forEach(step -> devices.get(step.device()).perform(step));
        devices.forEach(Device::comeBack);
        devices.forEach(Device::awaitReplies);
        // what a device sent just before it hung up may still be on its way
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertAgreement(devices));
        devices.forEach(device -> device.client.close());
    }

    private static void assertAgreement(List<Device> devices) {
        for (Device device : devices) {
            long head = device.storedHead();
            device.take(Integer.MAX_VALUE);
            assertThat(device.offset).isEqualTo(head);
            List<JsonNode> replay = device.replay();
            assertThat(messages(device.seen)).isEqualTo(messages(replay));
            assertThat(lastReceipts(device.seen)).isEqualTo(lastReceipts(replay));
            assertThat(device.storedHead()).isEqualTo(head);
        }
        assertThat(withoutOffsets(messages(devices.get(0).seen)))
                .as("both see one conversation")
                .isEqualTo(withoutOffsets(messages(devices.get(2).seen)));
    }

    private static List<JsonNode> messages(List<JsonNode> events) {
        return events.stream()
                .filter(event -> event.get("kind").stringValue().equals("message"))
                .toList();
    }

    private static Map<String, JsonNode> lastReceipts(List<JsonNode> events) {
        Map<String, JsonNode> last = new TreeMap<>();
        for (JsonNode event : events) {
            if (event.get("kind").stringValue().equals("receipt")) {
                last.put(event.get("conversation") + "/" + event.get("by"), event);
            }
        }
        return last;
    }

    private static List<JsonNode> withoutOffsets(List<JsonNode> events) {
        return events.stream()
                .map(event -> (JsonNode) ((ObjectNode) event.deepCopy()).remove(List.of("offset")))
                .toList();
    }

    /** A client that keeps nothing but what it has seen. */
    private static final class Device {
        private final String user;
        private final String peer;
        private final List<JsonNode> seen = new ArrayList<>();
        private final Map<String, Long> lastSeq = new LinkedHashMap<>();
        private long offset;
        private int sent;
        private TestClient client;

        Device(String user, String peer) {
            this.user = user;
            this.peer = peer;
            comeBack();
        }

        void perform(Step step) {
            if (client == null && step.deed() != Deed.COME_BACK) {
                return;
            }
            switch (step.deed()) {
                case SEND -> send(step.count());
                case TAKE -> take(step.count());
                case ACK -> client.ack(offset);
                case READ ->
                    lastSeq.forEach((conversation, seq) ->
                            client.post("read", Map.of("conversation", conversation, "seq", seq)));
                case HANG_UP -> {
                    client.close();
                    client = null;
                }
                case COME_BACK -> comeBack();
            }
        }

        private void send(int count) {
            for (int i = 0; i < count; i++) {
                String text = System.identityHashCode(this) + "/" + ++sent;
                client.post("send", Map.of("to", peer, "text", text, "clientMessageId", text));
            }
        }

        private void take(int count) {
            for (JsonNode event : client.takeArrivedEvents(count)) {
                long next = event.get("offset").longValue();
                assertThat(next).isGreaterThan(offset);
                if (event.get("kind").stringValue().equals("message")) {
                    lastSeq.put(
                            event.get("conversation").stringValue(),
                            event.get("seq").longValue());
                }
                offset = next;
                seen.add(event);
            }
        }

        private void comeBack() {
            if (client == null) {
                client = resume(offset);
            }
        }

        private TestClient resume(long after) {
            return TestClient.resume(chat.port(), user, chat.store.streamId().value(), after);
        }

        /** Everything that was asked over this connection is done then. */
        void awaitReplies() {
            String last = client.post("ping", Map.of());
            while (!client.reply().get("id").stringValue().equals(last)) {
                continue;
            }
        }

        long storedHead() {
            UserId id = new UserId(user);
            return chat.store.positions(Set.of(id)).get(id).head();
        }

        List<JsonNode> replay() {
            List<JsonNode> events = new ArrayList<>();
            try (TestClient fresh = resume(0)) {
                for (long last = 0;
                        last < offset;
                        last = events.get(events.size() - 1).get("offset").longValue()) {
                    events.add(fresh.event());
                }
            }
            return events;
        }
    }
}
