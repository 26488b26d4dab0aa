package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Each user has three devices: one is told of every event as it is committed, one comes and goes and resumes, one is new
 * and loads everything while others write. In the end all show the same.
 */
final class ViewComparison {
    private final ChatStore store;
    private final Random random;
    private final StoreModel model = new StoreModel();
    private final ModelWrites writes = new ModelWrites(model);
    private final Map<UserId, Devices> devices = new LinkedHashMap<>();

    private record Devices(ClientView connected, ClientView resumed, ClientView fresh, List<Integer> loads) {}

    /**
     * @param tag  makes the users' names this comparison's own
     * @param seed tells when devices come and go, and in what pages they read
     */
    ViewComparison(ChatStore store, String tag, long seed) {
        this.store = store;
        this.random = new Random(seed);
        for (UserId user : Batch.users(tag)) {
            devices.put(
                    user,
                    new Devices(new ClientView(user), new ClientView(user), new ClientView(user), new ArrayList<>()));
        }
    }

    void run(List<Batch> batches) {
        devices.values()
                .forEach(each -> random.ints(3, 0, batches.size() + 1).sorted().forEach(each.loads::add));
        for (int step = 0; step <= batches.size(); step++) {
            for (Devices each : devices.values()) {
                if (random.nextInt(3) == 0) {
                    each.resumed.resume(store, limit(), 1 + random.nextInt(3));
                }
                load(each, step);
            }
            if (step < batches.size()) {
                write(batches.get(step));
            }
        }
        devices.forEach(this::compare);
    }

    private void load(Devices devices, int step) {
        if (devices.loads.get(0) == step) {
            devices.fresh.takePosition(store);
        }
        if (devices.loads.get(1) == step) {
            devices.fresh.loadLists(store, limit());
        }
        if (devices.loads.get(2) == step) {
            devices.fresh.loadHistory(store, limit());
        }
    }

    private int limit() {
        return 1 + random.nextInt(7);
    }

    private void write(Batch batch) {
        List<UserId> users = List.copyOf(devices.keySet());
        List<Write> wanted = batch.commands().stream()
                .map(command -> command.resolve(model, users))
                .toList();
        List<Outcome> outcomes = store.write(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            writes.apply(wanted.get(i), outcomes.get(i));
            for (Delivery delivery : outcomes.get(i).deliveries()) {
                ClientView connected = devices.get(delivery.user()).connected;
                assertThat(delivery.event().offset()).isEqualTo(connected.offset() + 1);
                connected.receive(delivery.event());
            }
        }
    }

    private void compare(UserId user, Devices devices) {
        long head = model.stream(user).size();
        for (ClientView view : List.of(devices.resumed, devices.fresh)) {
            while (view.offset() < head) {
                view.resume(store, limit(), 1);
            }
            assertThat(view.offset()).isEqualTo(head);
            assertThat(view.chats()).isEqualTo(devices.connected.chats());
            assertThat(view.blocked()).isEqualTo(devices.connected.blocked());
        }
        List<Conversation> listed = store.conversations(
                        user, ConversationFilter.ALL, Long.MAX_VALUE, ChatStore.MAX_LIMIT)
                .conversations();
        assertThat(devices.connected.chats())
                .extracting(ClientView.Chat::id, ClientView.Chat::lastSeq, chat -> devices.connected.unread(chat.id()))
                .isEqualTo(listed.stream()
                        .map(conversation ->
                                tuple(conversation.id(), conversation.last().seq(), conversation.unread()))
                        .toList());
    }
}
