package chat.duologue.store.tck;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Write;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/**
 * Writes of one batch, in relative terms, and how the reads after it are paged.
 *
 * @param commands what to write
 * @param pageSize how many rows the reads that follow ask for
 * @param purge    what is removed before them, or null
 */
record Batch(List<Command> commands, int pageSize, @Nullable Purge purge) {
    static final int USERS = 4;

    static Arbitrary<Batch> arbitrary() {
        return Combinators.combine(
                        Command.arbitrary().list().ofMinSize(1).ofMaxSize(6),
                        Arbitraries.integers().between(1, 7),
                        Purge.arbitrary().injectNull(0.8))
                .as(Batch::new);
    }

    /** Removes the messages of some conversation, up to one so far from the last. */
    record Purge(int conversation, int fromLast) {
        static Arbitrary<Purge> arbitrary() {
            return Combinators.combine(
                            Arbitraries.integers().between(0, 9),
                            Arbitraries.integers().between(-3, 1))
                    .as(Purge::new);
        }
    }

    /** A write that gets its meaning from what the model holds before the batch. */
    sealed interface Command {
        Write resolve(StoreModel model, List<UserId> users);

        static Arbitrary<Command> arbitrary() {
            Arbitrary<Integer> user = Arbitraries.integers().between(0, USERS - 1);
            Arbitrary<String> clientId = Arbitraries.of("1", "2", "3", "A", "a");
            Arbitrary<String> text = Arbitraries.of("yes", "yes", "no");
            Arbitrary<Integer> reply = Arbitraries.integers().between(-3, 1).injectNull(0.8);
            Arbitrary<Command> toPeer = Combinators.combine(
                            user,
                            Arbitraries.integers().between(1, USERS - 1),
                            Arbitraries.of("", "", "x", "X"),
                            clientId,
                            text,
                            reply)
                    .as(ToPeer::new);
            Arbitrary<Integer> conversation = Arbitraries.integers().between(0, 9);
            Arbitrary<Command> toConversation = Combinators.combine(user, conversation, clientId, text, reply)
                    .as(ToConversation::new);
            Arbitrary<Command> acknowledge = Combinators.combine(
                            user, Arbitraries.integers().between(-6, 3))
                    .as(Acknowledge::new);
            Arbitrary<Command> markRead = Combinators.combine(
                            user, conversation, Arbitraries.integers().between(-4, 2))
                    .as(MarkRead::new);
            return Arbitraries.oneOf(toPeer, toPeer, toConversation, acknowledge, markRead);
        }
    }

    /** To a peer: the user so many places after the author. */
    record ToPeer(int by, int distance, String context, String clientId, String text, Integer reply)
            implements Command {
        @Override
        public Write resolve(StoreModel model, List<UserId> users) {
            UserId author = users.get(by);
            ConversationRef ref = new ConversationRef.WithPeer(users.get((by + distance) % USERS), context);
            long last = model.find(author, ref).map(model::lastSeq).orElse(0L);
            return send(author, ref, clientId, text, reply, last);
        }
    }

    /** To some conversation, the author's or not. */
    record ToConversation(int by, int conversation, String clientId, String text, Integer reply) implements Command {
        @Override
        public Write resolve(StoreModel model, List<UserId> users) {
            ConversationId id = model.conversation(conversation);
            return send(users.get(by), new ConversationRef.Existing(id), clientId, text, reply, model.lastSeq(id));
        }
    }

    /** Up to an offset so far from the head. */
    record Acknowledge(int by, int fromHead) implements Command {
        @Override
        public Write resolve(StoreModel model, List<UserId> users) {
            long head = model.stream(users.get(by)).size();
            return new Write.Acknowledge(users.get(by), Math.max(0, head + fromHead));
        }
    }

    /** Up to a message so far from the last one. */
    record MarkRead(int by, int conversation, int fromLast) implements Command {
        @Override
        public Write resolve(StoreModel model, List<UserId> users) {
            ConversationId id = model.conversation(conversation);
            return new Write.MarkRead(users.get(by), id, Math.max(1, model.lastSeq(id) + fromLast));
        }
    }

    private static Write send(UserId by, ConversationRef ref, String clientId, String text, Integer reply, long last) {
        Long replyTo = reply == null ? null : Long.valueOf(Math.max(1, last + reply));
        Instant at = Instant.parse("2026-03-01T12:00:00.123456Z");
        return new Write.Send(by, ref, new ClientMessageId(clientId), new Content(text, null, replyTo), at);
    }
}
