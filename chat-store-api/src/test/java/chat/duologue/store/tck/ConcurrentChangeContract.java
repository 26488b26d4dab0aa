package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.Event;
import chat.duologue.model.Event.SettingsEvent;
import chat.duologue.model.Message;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Conflict;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What several threads do to the same messages and users at once. */
interface ConcurrentChangeContract extends MessageChanges {

    @Test
    default void ofEightEditsOfOneRevisionOneWinsAndTheOthersAreConflicts() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        for (int round = 0; round < batchesPerWriter(); round++) {
            int seen = round;
            List<Outcome> outcomes = Together.run(
                    8, thread -> write(editing(alice, message, seen, "round " + seen + " by " + thread, EVER)));
            List<Outcome> won =
                    outcomes.stream().filter(Outcome.Edited.class::isInstance).toList();
            assertThat(won).hasSize(1);
            assertThat(outcomes).filteredOn(outcome -> outcome != won.get(0)).containsOnly(new Conflict());
            assertThat(edited(won.get(0)).revision()).isEqualTo(round + 1);
            assertThat(conversation(bob, alice).last()).isEqualTo(edited(won.get(0)));
        }
        assertThat(List.of(head(alice), head(bob))).containsOnly(1L + batchesPerWriter());
    }

    @Test
    default void editsFromEightThreadsGiveEachTheirOwnRevision() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        List<List<Integer>> revisions = Together.run(8, thread -> {
            List<Integer> own = new ArrayList<>();
            for (int i = 0; i < batchesPerWriter(); i++) {
                own.add(edit(message, "edit " + i + " by " + thread).revision());
            }
            assertThat(own).isSorted();
            return own;
        });
        assertThat(revisions.stream().flatMap(List::stream).sorted())
                .isEqualTo(LongStream.rangeClosed(1, 8L * batchesPerWriter())
                        .mapToObj(revision -> (int) revision)
                        .toList());
        assertThat(conversation(bob, alice).last().revision()).isEqualTo(8 * batchesPerWriter());
    }

    @Test
    default void ofEightThatDoTheSameOneDoesItAndTheOthersFindItDone() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        for (int round = 0; round < batchesPerWriter(); round++) {
            Message message = send(alice, bob, "round " + round);
            boolean odd = round % 2 == 1;
            for (Write write : List.of(
                    reacting(bob, message, "+", 1),
                    odd ? unblocking(alice, user("carol")) : blocking(alice, user("carol")),
                    configuring(bob, message.conversation(), archiving(true)),
                    hiding(bob, message),
                    recalling(alice, message))) {
                List<Outcome> outcomes = Together.run(8, thread -> write(write));
                assertThat(outcomes)
                        .as("%s", write)
                        .filteredOn(outcome -> !outcome.deliveries().isEmpty())
                        .hasSize(1);
            }
        }
    }

    @Test
    default void eightThreadsTogetherReactNoMoreOftenThanAllowed() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        for (int round = 0; round < batchesPerWriter(); round++) {
            Message message = send(alice, bob, "round " + round);
            int most = 1 + 2 * (round % 2);
            List<Outcome> outcomes = Together.run(8, thread -> write(reacting(bob, message, "r" + thread, most)));
            assertThat(reactions(alice, message)).hasSize(most);
            assertThat(outcomes).filteredOn(refused(Reason.TOO_MANY)::equals).hasSize(most == 1 ? 0 : 8 - most);
        }
    }

    @Test
    default void nothingIsStoredAfterABlock() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        Message message = send(alice, bob, "hello");
        List<Supplier<Write>> writes = List.of(
                () -> sending(alice, bob, "plain"),
                () -> sending(alice, with(bob, "order"), "order"),
                () -> editing(alice, message, newClientId().value()),
                () -> reacting(alice, message, newClientId().value().substring(0, 1), 1));
        for (int round = 0; round < batchesPerWriter(); round++) {
            List<Long> heads = Together.run(writes.size() + 1, thread -> {
                if (thread == writes.size()) {
                    write(blocking(bob, alice));
                    return head(bob);
                }
                for (int i = 0; i < 1_000; i++) {
                    if (write(writes.get(thread).get()) instanceof Outcome.Refused) {
                        break;
                    }
                }
                return 0L;
            });
            assertThat(head(bob)).isEqualTo(heads.get(writes.size()));
            assertThat(write(unblocking(bob, alice)).deliveries()).hasSize(1);
            send(alice, bob, "again");
        }
    }

    @Test
    default void nothingIsDoneToAMessageAfterItsRecall() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        for (int round = 0; round < batchesPerWriter(); round++) {
            Message message = send(alice, bob, "round " + round);
            Together.run(3, thread -> {
                Outcome outcome = write(recalling(alice, message));
                for (int i = 0; i < 3; i++) {
                    outcome = write(
                            thread == 0
                                    ? new Write.Edit(
                                            alice,
                                            message.conversation(),
                                            message.seq(),
                                            "edit " + i,
                                            null,
                                            null,
                                            LATER,
                                            EVER,
                                            true)
                                    : reacting(bob, message, "+"));
                    assertThat(outcome).isEqualTo(refused(Reason.NO_SUCH_MESSAGE));
                }
                return outcome;
            });
            assertThat(store().revisions(message.conversation(), message.seq())).isEmpty();
            assertThat(conversation(bob, alice).last()).isEqualTo(recalled(message));
        }
    }

    @Test
    default void whateverEightThreadsDoToEachOthersMessagesTheStreamsHaveNoGapAndTheCountsAreRight() {
        List<UserId> users = List.of(user("a"), user("b"), user("c"), user("d"));
        List<Message> first = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            first.add(send(users.get(i), users.get((i + 1) % 4), "first"));
        }
        List<List<Delivery>> written = Together.run(8, thread -> {
            Random random = new Random(thread);
            List<Delivery> own = new ArrayList<>();
            for (int i = 0; i < batchesPerWriter(); i++) {
                List<Write> batch = new ArrayList<>();
                for (int k = random.nextInt(5); k >= 0; k--) {
                    int place = random.nextInt(4);
                    batch.add(anyWrite(
                            random, first.get(place), users.get(place), users.get((place + 1) % 4), thread + " " + i));
                }
                writeAll(batch).forEach(outcome -> own.addAll(outcome.deliveries()));
            }
            return own;
        });
        for (UserId user : users) {
            List<Long> offsets = written.stream()
                    .flatMap(List::stream)
                    .filter(delivery -> delivery.user().equals(user))
                    .map(delivery -> delivery.event().offset())
                    .sorted()
                    .toList();
            assertThat(offsets)
                    .isEqualTo(LongStream.rangeClosed(3, head(user)).boxed().toList());
        }
        for (int i = 0; i < 4; i++) {
            UserId one = users.get(i);
            UserId other = users.get((i + 1) % 4);
            countsAreRight(one, other);
            countsAreRight(other, one);
        }
    }

    private Write anyWrite(Random random, Message first, UserId one, UserId other, String text) {
        UserId by = random.nextBoolean() ? one : other;
        UserId peer = by.equals(one) ? other : one;
        Message message =
                new Message(first.conversation(), 1 + random.nextInt(20), by, AT, newClientId(), Content.text(text));
        return switch (random.nextInt(12)) {
            case 0 -> editing(by, message, text);
            case 1 -> recalling(by, message);
            case 2 -> hiding(by, message);
            case 3 -> reacting(by, message, "r" + random.nextInt(4), 1 + random.nextInt(3));
            case 4 -> takingBack(by, message, "r" + random.nextInt(4));
            case 5 -> configuring(by, first.conversation(), archiving(true));
            case 6 -> new Write.Block(by, peer, random.nextInt(3) == 0);
            case 7 -> new Write.MarkRead(by, first.conversation(), 1 + random.nextInt(20));
            case 8 -> new Write.Acknowledge(by, 1 + random.nextInt(40));
            default -> sending(by, peer, text);
        };
    }

    private void countsAreRight(UserId user, UserId peer) {
        Conversation conversation = conversation(user, peer);
        long unread = history(user, conversation.id()).stream()
                .filter(message -> message.from().equals(peer) && !message.isRecalled())
                .filter(message -> message.seq() > conversation.markers().readSeq())
                .count();
        assertThat(conversation.unread()).isEqualTo(unread);
        Settings settings = events(user, 0).stream()
                .filter(event ->
                        event instanceof SettingsEvent && conversation.id().equals(event.conversation()))
                .max(Comparator.comparing(Event::offset))
                .map(event -> ((SettingsEvent) event).settings())
                .orElse(Settings.NONE);
        assertThat(conversation.settings()).isEqualTo(settings);
    }
}
