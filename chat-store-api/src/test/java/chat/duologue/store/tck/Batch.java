package chat.duologue.store.tck;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Message;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Write;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
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
    private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123Z");

    /** @param tag makes the names someone's own */
    static List<UserId> users(String tag) {
        return Stream.of("alice", "Alice", "bob", "carol")
                .limit(USERS)
                .map(name -> new UserId(tag + name))
                .toList();
    }

    static Arbitrary<Batch> arbitrary() {
        return Combinators.combine(
                        Command.arbitrary().list().ofMinSize(1).ofMaxSize(10),
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
            Arbitrary<Integer> distance = Arbitraries.of(1, 1, 1, 1, 2, 3);
            Arbitrary<String> clientId = Arbitraries.of("1", "2", "3", "A", "a");
            Arbitrary<String> text = Arbitraries.of("yes", "yes", "no");
            Arbitrary<Integer> reply = Arbitraries.integers().between(-3, 1).injectNull(0.8);
            Arbitrary<Boolean> mostly = Arbitraries.of(true, true, true, false);
            Arbitrary<Command> toPeer = Combinators.combine(
                            user, distance, Arbitraries.of("", "", "", "", "x", "X"), clientId, text, reply, mostly)
                    .as(ToPeer::new);
            Arbitrary<Integer> conversation = Arbitraries.of(0, 0, 0, 0, 0, 1, 1, 1, 2, 3, 4, 7);
            Arbitrary<Command> toConversation = Combinators.combine(user, conversation, clientId, text, reply, mostly)
                    .as(ToConversation::new);
            Arbitrary<Command> acknowledge = Combinators.combine(
                            user, Arbitraries.integers().between(-6, 3))
                    .as(Acknowledge::new);
            Arbitrary<Command> markRead = Combinators.combine(
                            user, conversation, Arbitraries.integers().between(-4, 2))
                    .as(MarkRead::new);
            Arbitrary<OfMessage> ofMessage = Combinators.combine(
                            Arbitraries.integers().between(0, 5 * USERS),
                            conversation,
                            Arbitraries.of(-3, -1, -1, 0, 0, 0, 0, 0, 1))
                    .as(OfMessage::new);
            Arbitrary<Command> edit = Combinators.combine(
                            ofMessage,
                            text,
                            Arbitraries.of("{}", "{ }").injectNull(0.7),
                            Arbitraries.integers().between(0, 2).injectNull(0.7),
                            mostly,
                            mostly)
                    .as(Edit::new);
            Arbitrary<Command> recall = Combinators.combine(ofMessage, mostly).as(Recall::new);
            Arbitrary<Command> hide = Combinators.combine(ofMessage, mostly).as(Hide::new);
            Arbitrary<Command> react = Combinators.combine(
                            ofMessage,
                            Arbitraries.of("a", "A", "b", "c"),
                            Arbitraries.of(true, false, false, false),
                            Arbitraries.of(1, 2, 3))
                    .as(React::new);
            Arbitrary<Command> configure = Combinators.combine(
                            ofMessage,
                            Arbitraries.of(Instant.EPOCH, AT, AT.plusNanos(1)).injectNull(0.5),
                            Arbitraries.of(true, false).injectNull(0.5),
                            mostly)
                    .as(Configure::new);
            Arbitrary<Command> block = Combinators.combine(user, distance, Arbitraries.of(true, false, false))
                    .as(Block::new);
            return Arbitraries.frequencyOf(
                    Tuple.of(6, toPeer),
                    Tuple.of(3, toConversation),
                    Tuple.of(1, acknowledge),
                    Tuple.of(2, markRead),
                    Tuple.of(4, edit),
                    Tuple.of(1, recall),
                    Tuple.of(2, hide),
                    Tuple.of(5, react),
                    Tuple.of(2, configure),
                    Tuple.of(1, block));
        }
    }

    /** To a peer: the user so many places after the author. */
    record ToPeer(
            int by,
            int distance,
            String context,
            String clientId,
            String text,
            @Nullable Integer reply,
            boolean unarchives)
            implements Command {
        @Override
        public Write resolve(StoreModel model, List<UserId> users) {
            UserId author = users.get(by);
            ConversationRef ref = new ConversationRef.WithPeer(users.get((by + distance) % USERS), context);
            long last = model.find(author, ref).map(model::lastSeq).orElse(0L);
            return send(author, ref, clientId, text, reply, last, unarchives);
        }
    }

    /** To some conversation, the author's or not. */
    record ToConversation(
            int by,
            int conversation,
            String clientId,
            String text,
            @Nullable Integer reply,
            boolean unarchives) implements Command {
        @Override
        public Write resolve(StoreModel model, List<UserId> users) {
            ConversationId id = model.conversation(conversation);
            return send(
                    users.get(by),
                    new ConversationRef.Existing(id),
                    clientId,
                    text,
                    reply,
                    model.lastSeq(id),
                    unarchives);
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

    /**
     * Someone and a message so far from the last one.
     *
     * @param by a user's number; above those the message's author mostly, and otherwise their peer
     */
    record OfMessage(int by, int conversation, int fromLast) {
        ConversationId id(StoreModel model) {
            return model.conversation(conversation);
        }

        long seq(StoreModel model) {
            return model.lastSeq(id(model)) + fromLast;
        }

        UserId user(StoreModel model, List<UserId> users) {
            List<UserId> members = model.members(id(model)).stream().sorted().toList();
            if (by < USERS || members.isEmpty()) {
                return users.get(by % USERS);
            }
            UserId author =
                    model.message(id(model), seq(model)).map(Message::from).orElse(members.get(by % 2));
            return by % 3 > 0 ? author : model.peer(author, id(model));
        }
    }

    record Edit(
            OfMessage of,
            String text,
            @Nullable String data,
            @Nullable Integer revision,
            boolean inTime,
            boolean keep) implements Command {
        @Override
        public Write resolve(StoreModel model, List<UserId> users) {
            return new Write.Edit(
                    of.user(model, users),
                    of.id(model),
                    of.seq(model),
                    data == null ? text : null,
                    data,
                    revision,
                    AT.plusSeconds(1),
                    sentSince(inTime),
                    keep);
        }
    }

    record Recall(OfMessage of, boolean inTime) implements Command {
        @Override
        public Write resolve(StoreModel model, List<UserId> users) {
            return new Write.Recall(
                    of.user(model, users), of.id(model), of.seq(model), AT.plusSeconds(2), sentSince(inTime));
        }
    }

    record Hide(OfMessage of, boolean inTime) implements Command {
        @Override
        public Write resolve(StoreModel model, List<UserId> users) {
            return new Write.Hide(of.user(model, users), of.id(model), of.seq(model), sentSince(inTime));
        }
    }

    record React(OfMessage of, String reaction, boolean remove, int most) implements Command {
        @Override
        public Write resolve(StoreModel model, List<UserId> users) {
            return new Write.React(of.user(model, users), of.id(model), of.seq(model), reaction, remove, most);
        }
    }

    record Configure(
            OfMessage of,
            @Nullable Instant mutedUntil,
            @Nullable Boolean pinned,
            boolean archived) implements Command {
        @Override
        public Write resolve(StoreModel model, List<UserId> users) {
            return new Write.Configure(
                    of.user(model, users), of.id(model), new Settings.Change(mutedUntil, pinned, archived));
        }
    }

    /** The user so many places after the one who blocks. */
    record Block(int by, int distance, boolean blocked) implements Command {
        @Override
        public Write resolve(StoreModel model, List<UserId> users) {
            return new Write.Block(users.get(by), users.get((by + distance) % USERS), blocked);
        }
    }

    private static Instant sentSince(boolean inTime) {
        return inTime ? AT : AT.plusMillis(1);
    }

    private static Write send(
            UserId by,
            ConversationRef ref,
            String clientId,
            String text,
            @Nullable Integer reply,
            long last,
            boolean unarchives) {
        Long replyTo = reply == null ? null : Long.valueOf(Math.max(1, last + reply));
        return new Write.Send(
                by,
                ref,
                new ClientMessageId(clientId),
                new Content(text, null, replyTo),
                AT.plusNanos(456_000),
                unarchives);
    }
}
