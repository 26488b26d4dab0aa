package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Anchor;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Event;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Event.ReceiptEvent;
import chat.duologue.model.EventPage;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Write;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** What readers see while others write: never a hole, never a step back. */
interface ConcurrentReadContract extends StoreUnderTest {

    /** Runs writers until they are done, and beside them readers that look again and again, and once after the end. */
    private void whileWriting(int writers, IntConsumer writer, List<Runnable> readers) {
        AtomicInteger writing = new AtomicInteger(writers);
        BooleanSupplier done = () -> writing.get() == 0;
        Together.run(writers + readers.size(), thread -> {
            if (thread < writers) {
                try {
                    writer.accept(thread);
                } finally {
                    writing.decrementAndGet();
                }
            } else {
                boolean last;
                do {
                    last = done.getAsBoolean();
                    readers.get(thread - writers).run();
                } while (!last);
            }
            return thread;
        });
    }

    @Test
    default void aWriterFindsItsMessageInEveryReadThatFollows() {
        UserId bob = user("bob");
        Together.run(8, thread -> {
            UserId alice = user("alice" + thread % 4);
            for (int i = 0; i < batchesPerWriter(); i++) {
                Outcome outcome = write(sending(alice, bob, "hello"));
                Message message = stored(outcome);
                for (Delivery delivery : outcome.deliveries()) {
                    long offset = delivery.event().offset();
                    assertThat(head(delivery.user())).isGreaterThanOrEqualTo(offset);
                    assertThat(store().events(delivery.user(), offset - 1, 1).events())
                            .containsExactly(delivery.event());
                }
                assertThat(store().messages(bob, message.conversation(), new Anchor.Around(message.seq()), 1)
                                .orElseThrow()
                                .messages())
                        .containsExactly(message);
                assertThat(conversation(bob, alice).last().seq()).isGreaterThanOrEqualTo(message.seq());
            }
            return thread;
        });
    }

    @Test
    default void aReaderSeesNoHoleInAStreamAndNoneInTheHistory() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        ConversationId id = send(alice, bob, "first").conversation();
        StreamFollower ofAlice = new StreamFollower(alice, 7);
        StreamFollower ofBob = new StreamFollower(bob, 100);
        HistoryFollower oldestFirst = new HistoryFollower(bob, id);
        NewestWatcher newest = new NewestWatcher(alice, id);

        whileWriting(
                16,
                thread -> {
                    for (int i = 0; i < batchesPerWriter(); i++) {
                        List<Write> batch = List.of(
                                sending(alice, bob, "1"), sending(bob, alice, "2"), sending(alice, existing(id), "3"));
                        writeAll(batch.subList(0, 1 + (thread + i) % 3));
                    }
                },
                List.of(
                        () -> ofAlice.follow(this),
                        () -> ofBob.follow(this),
                        () -> oldestFirst.follow(this),
                        () -> newest.look(this)));

        long last = conversation(alice, bob).last().seq();
        assertThat(last).isGreaterThan(16L * batchesPerWriter());
        assertThat(List.of(ofAlice.cursor, ofBob.cursor, oldestFirst.cursor, newest.last, head(alice), head(bob)))
                .containsOnly(last);
    }

    @Test
    default void aReaderSeesMessagesInOrderAndMarkersOnlyRiseWhateverElseIsWritten() {
        List<UserId> users = List.of(user("a"), user("b"), user("c"), user("d"));
        List<MixedFollower> followers = users.stream().map(MixedFollower::new).toList();
        whileWriting(
                8,
                thread -> {
                    for (int i = 0; i < batchesPerWriter(); i++) {
                        UserId from = users.get((thread + i) % 4);
                        UserId to = users.get((thread + i + 1 + i % 3) % 4);
                        Message message = send(from, to, "hello");
                        writeAll(List.of(
                                new Write.MarkRead(to, message.conversation(), message.seq()),
                                sending(to, existing(message.conversation()), "seen"),
                                new Write.Acknowledge(from, head(from))));
                    }
                },
                followers.stream()
                        .<Runnable>map(follower -> () -> follower.follow(this))
                        .toList());

        for (MixedFollower follower : followers) {
            assertThat(follower.cursor).isEqualTo(head(follower.user));
            for (UserId peer : users) {
                store().conversation(follower.user, with(peer)).ifPresent(c -> {
                    assertThat(follower.lastSeqs).containsEntry(c.id(), c.last().seq());
                    assertThat(follower.markers.getOrDefault(c.id() + " " + peer, Markers.NONE))
                            .isEqualTo(c.peerMarkers());
                    assertThat(follower.markers.getOrDefault(c.id() + " " + follower.user, Markers.NONE))
                            .isEqualTo(c.markers());
                });
            }
        }
    }

    /** Reads a stream that holds nothing but the messages of one conversation. */
    final class StreamFollower {
        private final UserId user;
        private final int limit;
        private long cursor;

        StreamFollower(UserId user, int limit) {
            this.user = user;
            this.limit = limit;
        }

        void follow(StoreUnderTest test) {
            long head = test.head(user);
            assertThat(head).isGreaterThanOrEqualTo(cursor);
            while (cursor < head) {
                EventPage page = test.store().events(user, cursor, limit);
                for (Event event : page.events()) {
                    assertThat(event.offset()).isEqualTo(++cursor);
                    assertThat(((MessageEvent) event).message().seq()).isEqualTo(cursor);
                }
                assertThat(page.events()).isNotEmpty();
                assertThat(page.upTo()).isEqualTo(cursor);
            }
        }
    }

    /** Reads a history from the oldest message on. */
    final class HistoryFollower {
        private final UserId user;
        private final ConversationId id;
        private long cursor;

        HistoryFollower(UserId user, ConversationId id) {
            this.user = user;
            this.id = id;
        }

        void follow(StoreUnderTest test) {
            MessagePage page;
            do {
                page = test.store()
                        .messages(user, id, new Anchor.After(cursor), 10)
                        .orElseThrow();
                for (Message message : page.messages()) {
                    assertThat(message.seq()).isEqualTo(++cursor);
                }
                assertThat(page.hasAfter() && page.messages().isEmpty()).isFalse();
            } while (page.hasAfter());
        }
    }

    /** Looks at the end of a history and at the conversation. */
    final class NewestWatcher {
        private final UserId user;
        private final ConversationId id;
        private long last;

        NewestWatcher(UserId user, ConversationId id) {
            this.user = user;
            this.id = id;
        }

        void look(StoreUnderTest test) {
            Conversation conversation = test.conversation(user, test.existing(id));
            rise(conversation.last().seq());
            List<Message> newest = test.store()
                    .messages(user, id, Anchor.NEWEST, 5)
                    .orElseThrow()
                    .messages();
            for (int i = 1; i < newest.size(); i++) {
                assertThat(newest.get(i).seq()).isEqualTo(newest.get(i - 1).seq() + 1);
            }
            rise(newest.get(newest.size() - 1).seq());
        }

        private void rise(long seq) {
            assertThat(seq).isGreaterThanOrEqualTo(last);
            last = seq;
        }
    }

    /** Reads a stream of messages and receipts, of which some may be folded. */
    final class MixedFollower {
        private final UserId user;
        private final Map<ConversationId, Long> lastSeqs = new HashMap<>();
        private final Map<String, Markers> markers = new HashMap<>();
        private long cursor;

        MixedFollower(UserId user) {
            this.user = user;
        }

        void follow(StoreUnderTest test) {
            long head = test.head(user);
            while (cursor < head) {
                EventPage page = test.store().events(user, cursor, 5);
                assertThat(page.upTo()).isGreaterThan(cursor);
                for (Event event : page.events()) {
                    assertThat(event.offset()).isGreaterThan(cursor);
                    cursor = event.offset();
                    see(event);
                }
                assertThat(page.upTo()).isGreaterThanOrEqualTo(cursor);
                cursor = page.upTo();
            }
        }

        private void see(Event event) {
            if (event instanceof MessageEvent e) {
                long before = lastSeqs.getOrDefault(e.conversation(), 0L);
                assertThat(e.message().seq()).isEqualTo(before + 1);
                lastSeqs.put(e.conversation(), e.message().seq());
            } else {
                ReceiptEvent receipt = (ReceiptEvent) event;
                Markers now = receipt.markers();
                Markers before = markers.put(receipt.conversation() + " " + receipt.by(), now);
                if (before != null) {
                    assertThat(now).isNotEqualTo(before);
                    assertThat(now.deliveredSeq()).isGreaterThanOrEqualTo(before.deliveredSeq());
                    assertThat(now.readSeq()).isGreaterThanOrEqualTo(before.readSeq());
                }
            }
        }
    }
}
