package chat.duologue.store.jdbc;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/** Random writes of every kind, among a few users: some are refused, and some are repeated. */
final class Traffic {
    private final ChatStore store;
    private final List<UserId> users;
    private final Random random;
    private final List<Write.Send> sent = new ArrayList<>();

    Traffic(ChatStore store, int users, long seed) {
        this.store = store;
        this.users =
                IntStream.range(0, users).mapToObj(i -> new UserId("user " + i)).toList();
        this.random = new Random(seed);
    }

    /** Writes batches; returns what the store answered. */
    List<Outcome> run(int batches) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < batches; i++) {
            outcomes.addAll(
                    store.write(IntStream.range(0, 8).mapToObj(k -> any()).toList()));
        }
        return outcomes;
    }

    Write any() {
        UserId by = users.get(random.nextInt(users.size()));
        UserId peer = users.get((users.indexOf(by) + 1 + random.nextInt(users.size() - 1)) % users.size());
        WithPeer with = new WithPeer(peer, random.nextInt(4) == 0 ? "about" : "");
        int kind = random.nextInt(15);
        if (kind >= 10) {
            return store.conversation(by, with)
                    .map(seen -> change(by, peer, seen))
                    .orElseGet(() -> send(by, with));
        }
        if (kind < 2) {
            return new Write.Acknowledge(by, Math.max(0, Chatter.head(store, by) - random.nextInt(3)));
        }
        Optional<Conversation> conversation = kind < 5 ? store.conversation(by, with) : Optional.empty();
        if (conversation.isPresent()) {
            long last = conversation.get().last().seq();
            return new Write.MarkRead(by, conversation.get().id(), Math.max(1, last - random.nextInt(3)));
        }
        if (kind == 5 && !sent.isEmpty()) {
            return sent.get(random.nextInt(sent.size()));
        }
        return send(by, with);
    }

    private Write change(UserId by, UserId peer, Conversation seen) {
        ConversationId id = seen.id();
        long seq = Math.max(1, seen.last().seq() - random.nextInt(4));
        Instant now = Instant.parse("2026-03-01T12:05:00Z");
        return switch (random.nextInt(6)) {
            case 0 ->
                new Write.Edit(
                        by, id, seq, "edit " + random.nextInt(3), null, null, now, Instant.MIN, random.nextBoolean());
            case 1 -> new Write.Recall(by, id, seq, now, Instant.MIN);
            case 2 -> new Write.Hide(by, id, seq, Instant.MIN);
            case 3 ->
                new Write.React(by, id, seq, "r" + random.nextInt(3), random.nextBoolean(), 1 + random.nextInt(2));
            case 4 ->
                new Write.Configure(by, id, new Settings.Change(null, random.nextBoolean(), random.nextBoolean()));
            default -> new Write.Block(by, peer, random.nextInt(4) == 0);
        };
    }

    private Write.Send send(UserId by, WithPeer with) {
        String id = random.nextBoolean() ? UUID.randomUUID().toString() : "id " + random.nextLong();
        Content content = new Content("text", null, random.nextInt(4) == 0 ? 1L + random.nextInt(3) : null);
        Write.Send send =
                new Write.Send(by, with, new ClientMessageId(id), content, Instant.parse("2026-03-01T12:00:00Z"));
        sent.add(send);
        return send;
    }
}
