package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.Event;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Conflict;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Outcome.Duplicate;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What several writers at once get. */
interface ConcurrentSendContract extends StoreUnderTest {

    @Test
    default void aMessageSentByEightThreadsAtOnceIsStoredOnce() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        for (int round = 1; round <= batchesPerWriter(); round++) {
            Write.Send send = sending(alice, bob, "round " + round);
            List<Outcome> outcomes = Together.run(8, thread -> write(send));

            List<Outcome> stored =
                    outcomes.stream().filter(Outcome.Stored.class::isInstance).toList();
            assertThat(stored).hasSize(1);
            Message message = stored(stored.get(0));
            assertThat(message.seq()).isEqualTo(round);
            assertThat(outcomes).filteredOn(outcome -> outcome != stored.get(0)).containsOnly(new Duplicate(message));
        }
        assertThat(List.of(head(alice), head(bob))).containsOnly((long) batchesPerWriter());
        assertThat(history(bob, conversation(bob, alice).id())).hasSize(batchesPerWriter());
    }

    @Test
    default void ofDifferentContentsUnderOneIdOneIsStoredAndTheOthersAreConflicts() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        for (int round = 1; round <= batchesPerWriter(); round++) {
            ClientMessageId id = newClientId();
            List<Outcome> outcomes = Together.run(
                    8, thread -> write(sending(alice, with(bob), id, Content.text("variant " + thread % 2))));

            Message message = conversation(bob, alice).last();
            assertThat(message.seq()).isEqualTo(round);
            for (int thread = 0; thread < 8; thread++) {
                boolean same = message.content().equals(Content.text("variant " + thread % 2));
                if (outcomes.get(thread) instanceof Outcome.Stored stored) {
                    assertThat(stored.message()).isEqualTo(message);
                } else {
                    assertThat(outcomes.get(thread)).isEqualTo(same ? new Duplicate(message) : new Conflict());
                }
            }
            assertThat(outcomes).filteredOn(Outcome.Stored.class::isInstance).hasSize(1);
        }
    }

    @Test
    default void aConversationThatEightThreadsOpenAtOnceIsOneConversation() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        for (int round = 1; round <= batchesPerWriter(); round++) {
            String context = "round " + round;
            List<Message> messages = Together.run(
                    8,
                    thread -> thread % 2 == 0
                            ? send(alice, with(bob, context), "hello")
                            : send(bob, with(alice, context), "hello"));
            assertThat(messages)
                    .extracting(Message::conversation)
                    .containsOnly(messages.get(0).conversation());
            assertThat(messages).extracting(Message::seq).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        }
        assertThat(List.of(head(alice), head(bob))).containsOnly(8L * batchesPerWriter());
    }

    @Test
    default void sixteenWritersOfOneConversationLeaveNoGapAndNoDouble() {
        int writers = 16;
        UserId alice = user("alice");
        UserId bob = user("bob");
        List<List<Message>> written = Together.run(writers, thread -> {
            List<Message> own = new ArrayList<>();
            for (int i = 0; i < batchesPerWriter(); i++) {
                List<Write> batch = new ArrayList<>();
                for (int k = 0; k <= (thread + i) % 4; k++) {
                    batch.add(sending(k % 2 == 0 ? alice : bob, k % 2 == 0 ? bob : alice, "hello"));
                }
                writeAll(batch).forEach(outcome -> own.add(stored(outcome)));
            }
            return own;
        });
        List<Message> all = new ArrayList<>();
        for (List<Message> own : written) {
            assertThat(own).as("what one writer wrote, in its order").isSortedAccordingTo(bySeq());
            all.addAll(own);
        }
        all.sort(bySeq());
        assertThat(all).extracting(Message::seq).isEqualTo(upTo(all.size()));
        assertThat(history(alice, all.get(0).conversation())).isEqualTo(all);
        for (UserId user : List.of(alice, bob)) {
            assertThat(events(user, 0))
                    .isEqualTo(
                            all.stream().map(m -> new MessageEvent(m.seq(), m)).toList());
        }
    }

    @Test
    default void sixteenWritersOfOverlappingPairsLeaveNoGapAndNoDouble() {
        int writers = 16;
        List<UserId> users = List.of(user("a"), user("b"), user("c"), user("d"), user("e"));
        List<List<Delivery>> written = Together.run(writers, thread -> {
            Random random = new Random(thread);
            List<Delivery> own = new ArrayList<>();
            List<Delivery> last = List.of();
            for (int i = 0; i < batchesPerWriter(); i++) {
                List<Write> batch = new ArrayList<>();
                for (Delivery delivery : last) {
                    if (delivery.event() instanceof MessageEvent e && random.nextBoolean()) {
                        batch.add(new Write.Acknowledge(delivery.user(), e.offset()));
                        batch.add(new Write.MarkRead(
                                delivery.user(), e.conversation(), e.message().seq()));
                    }
                }
                for (int k = random.nextInt(4); k >= 0; k--) {
                    int from = random.nextInt(users.size());
                    int to = (from + 1 + random.nextInt(users.size() - 1)) % users.size();
                    batch.add(sending(users.get(from), users.get(to), "hello"));
                }
                last = writeAll(batch).stream()
                        .flatMap(outcome -> outcome.deliveries().stream())
                        .toList();
                own.addAll(last);
            }
            return own;
        });
        for (UserId user : users) {
            List<Event> delivered = written.stream()
                    .flatMap(List::stream)
                    .filter(delivery -> delivery.user().equals(user))
                    .map(Delivery::event)
                    .sorted(Comparator.comparing(Event::offset))
                    .toList();
            assertThat(delivered).extracting(Event::offset).isEqualTo(upTo(delivered.size()));
            assertThat(head(user)).isEqualTo(delivered.size());
            assertThat(FoldingContract.folded(events(user, 0))).isEqualTo(FoldingContract.folded(delivered));
        }
        for (UserId one : users) {
            for (UserId other : users) {
                store().conversation(one, with(other))
                        .ifPresent(conversation -> assertThat(history(one, conversation.id()))
                                .extracting(Message::seq)
                                .isEqualTo(upTo(conversation.last().seq())));
            }
        }
    }

    private static Comparator<Message> bySeq() {
        return Comparator.comparing(Message::seq);
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
