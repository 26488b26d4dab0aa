package chat.duologue.examples.cluster.chaos;

import chat.duologue.ChatServer;
import chat.duologue.examples.cluster.check.Violation;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Event;
import chat.duologue.model.EventPage;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.StoreException;
import chat.duologue.store.spi.Write;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** A server's fault, between its parts and a store that is sound. Each comes to pass now and then. */
enum SeededBug {
    NONE(null),

    /** A page of a stream leaves an event out. */
    DROP(Violation.Kind.MISSED) {
        @Override
        EventPage events(Parts parts, UserId user, long after, int limit) {
            EventPage page = super.events(parts, user, after, limit);
            List<Event> events = new ArrayList<>(page.events());
            if (events.size() > 1 && events.get(1) instanceof Event.MessageEvent && parts.isTime()) {
                events.remove(1);
            }
            return new EventPage(events, page.upTo());
        }
    },

    /** A page of a stream has an event twice. */
    DOUBLE(Violation.Kind.REPEATED) {
        @Override
        EventPage events(Parts parts, UserId user, long after, int limit) {
            EventPage page = super.events(parts, user, after, limit);
            List<Event> events = new ArrayList<>(page.events());
            if (!events.isEmpty() && parts.isTime()) {
                events.add(0, events.get(0));
            }
            return new EventPage(events, page.upTo());
        }
    },

    /** Two messages that one session pipelined are stored the other way round. */
    SWAP(Violation.Kind.SENDER_ORDER) {
        @Override
        List<Outcome> write(Parts parts, List<Write> batch) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos()); // so that batches are larger
            int first = pair(batch);
            if (first < 0) {
                return super.write(parts, batch);
            }
            List<Write> swapped = new ArrayList<>(batch);
            Collections.swap(swapped, first, first + 1);
            List<Outcome> outcomes = new ArrayList<>(super.write(parts, swapped));
            Collections.swap(outcomes, first, first + 1);
            return outcomes;
        }

        private int pair(List<Write> batch) {
            for (int i = 0; i + 1 < batch.size(); i++) {
                if (batch.get(i) instanceof Write.Send one
                        && batch.get(i + 1) instanceof Write.Send other
                        && one.by().equals(other.by())
                        && one.conversation().equals(other.conversation())) {
                    return i;
                }
            }
            return -1;
        }
    },

    /** A page of a stream has two events the other way round. */
    SWAPPED_EVENTS(Violation.Kind.OUT_OF_ORDER) {
        @Override
        EventPage events(Parts parts, UserId user, long after, int limit) {
            EventPage page = super.events(parts, user, after, limit);
            List<Event> events = new ArrayList<>(page.events());
            if (events.size() > 1 && parts.isTime()) {
                Collections.swap(events, 0, 1);
            }
            return new EventPage(events, page.upTo());
        }
    },

    /** A message is answered {@code ok}, and then its commit does not happen. */
    ACKNOWLEDGED_BEFORE_COMMIT(Violation.Kind.LOST) {
        @Override
        List<Outcome> write(Parts parts, List<Write> batch) {
            int send = firstSend(batch);
            Message next = send < 0 ? null : parts.next((Write.Send) batch.get(send));
            if (next == null || !parts.isTime()) {
                return super.write(parts, batch);
            }
            List<Write> others = new ArrayList<>(batch);
            others.remove(send);
            List<Outcome> outcomes = new ArrayList<>(others.isEmpty() ? List.of() : super.write(parts, others));
            outcomes.add(send, new Outcome.Stored(next, List.of()));
            return outcomes;
        }
    },

    /** A message is pushed to both, and then its commit fails. */
    PUBLISHED_BEFORE_COMMIT(Violation.Kind.UNCOMMITTED) {
        @Override
        List<Outcome> write(Parts parts, List<Write> batch) {
            int send = firstSend(batch);
            Message next = send < 0 ? null : parts.next((Write.Send) batch.get(send));
            if (next == null || !parts.isTime()) {
                return super.write(parts, batch);
            }
            UserId peer = ((ConversationRef.WithPeer) ((Write.Send) batch.get(send)).conversation()).peer();
            parts.publish(parts.event(next.from(), next), parts.event(peer, next));
            throw StoreException.passing("the commit fails, says the test", null);
        }
    },

    /** A resume begins one event too late. */
    RESUMED_OFF_BY_ONE(Violation.Kind.RESUMED_ELSEWHERE) {
        @Override
        EventPage events(Parts parts, UserId user, long after, int limit) {
            boolean resumes = parts.loggingIn.remove(user);
            return super.events(parts, user, resumes && parts.isTime() ? after + 1 : after, limit);
        }
    },

    /** A message that is sent again is not known any more. */
    NO_DEDUPLICATION(Violation.Kind.STORED_TWICE) {
        @Override
        List<Outcome> write(Parts parts, List<Write> batch) {
            parts.forgetKeys();
            return super.write(parts, batch);
        }
    },

    /** A receipt tells less than the one before. */
    MARKER_BACK(Violation.Kind.MARKER_BACK) {
        @Override
        List<Outcome> write(Parts parts, List<Write> batch) {
            return super.write(parts, batch).stream()
                    .map(outcome -> outcome instanceof Outcome.Acknowledged done && parts.isTime()
                            ? new Outcome.Acknowledged(
                                    done.deliveries().stream().map(this::less).toList())
                            : outcome)
                    .toList();
        }

        private Outcome.Delivery less(Outcome.Delivery delivery) {
            Event.ReceiptEvent receipt = (Event.ReceiptEvent) delivery.event();
            long delivered = Math.max(0, receipt.markers().deliveredSeq() - 5);
            Markers markers = new Markers(delivered, Math.min(receipt.markers().readSeq(), delivered));
            return new Outcome.Delivery(
                    delivery.user(),
                    new Event.ReceiptEvent(receipt.offset(), receipt.conversation(), receipt.by(), markers));
        }
    },

    /** A message is pushed to someone else, too. */
    STRANGER(Violation.Kind.STRANGER) {
        @Override
        List<Outcome> write(Parts parts, List<Write> batch) {
            List<Outcome> outcomes = super.write(parts, batch);
            for (Outcome outcome : outcomes) {
                if (outcome instanceof Outcome.Stored stored && parts.isTime()) {
                    parts.users.stream()
                            .filter(user -> stored.deliveries().stream()
                                    .noneMatch(delivery -> delivery.user().equals(user)))
                            .forEach(user -> parts.publish(parts.event(user, stored.message())));
                }
            }
            return outcomes;
        }
    },

    /** A message that nobody sent is stored. */
    GHOST(Violation.Kind.GHOST) {
        @Override
        List<Outcome> write(Parts parts, List<Write> batch) {
            List<Write> more = new ArrayList<>(batch);
            int first = firstSend(batch);
            if (first >= 0 && parts.isTime()) {
                Write.Send send = (Write.Send) batch.get(first);
                more.add(new Write.Send(
                        send.by(),
                        send.conversation(),
                        new ClientMessageId("ghost " + parts.turn),
                        Content.text("boo"),
                        send.at()));
            }
            return super.write(parts, more).subList(0, batch.size());
        }
    };

    private final Violation.Kind violates;

    SeededBug(Violation.Kind violates) {
        this.violates = violates;
    }

    /** What the checker has to find; null for nothing. */
    Violation.Kind violates() {
        return violates;
    }

    List<Outcome> write(Parts parts, List<Write> batch) {
        return parts.store.write(batch);
    }

    EventPage events(Parts parts, UserId user, long after, int limit) {
        return parts.store.events(user, after, limit);
    }

    /** Where in the batch; -1 for nowhere. */
    private static int firstSend(List<Write> batch) {
        for (int i = 0; i < batch.size(); i++) {
            if (batch.get(i) instanceof Write.Send) {
                return i;
            }
        }
        return -1;
    }

    /** What a bug of one node has to do with. */
    static final class Parts {
        private static final int EVERY = 5;

        private final ChatStore store;
        private final DataSource database;
        private final List<UserId> users;
        private final Set<UserId> loggingIn = ConcurrentHashMap.newKeySet();
        private final AtomicInteger turn = new AtomicInteger();
        private volatile ChatServer server;

        Parts(ChatStore store, DataSource database, List<UserId> users) {
            this.store = store;
            this.database = database;
            this.users = users;
        }

        /** To be told before anything is written. */
        void serve(ChatServer by) {
            server = by;
        }

        boolean isTime() {
            return turn.incrementAndGet() % EVERY == 0;
        }

        /** As it would be stored, were nothing else; null where there is no conversation yet. */
        private Message next(Write.Send send) {
            return store.conversation(send.by(), send.conversation())
                    .map(there -> new Message(
                            there.id(),
                            there.last().seq() + 1,
                            send.by(),
                            send.at(),
                            send.clientMessageId(),
                            send.content()))
                    .orElse(null);
        }

        /** At the place that comes next in a stream. */
        private Outcome.Delivery event(UserId user, Message message) {
            StreamPosition position = store.positions(List.of(user)).getOrDefault(user, StreamPosition.EMPTY);
            return new Outcome.Delivery(user, new Event.MessageEvent(position.head() + 1, message));
        }

        private void publish(Outcome.Delivery... deliveries) {
            server.publish(List.of(new Outcome.Changed(List.of(deliveries))));
        }

        /** The key by which a message is known again is a hash of its id: with another one it is not. */
        private void forgetKeys() {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("UPDATE duologue_message SET client_key = CAST(RANDOM_UUID() AS BINARY(16))"
                        + " WHERE client_id IS NOT NULL");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The store of a node that has the bug. */
    ChatStore in(Parts parts) {
        return (ChatStore) Proxy.newProxyInstance(
                ChatStore.class.getClassLoader(), new Class<?>[] {ChatStore.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "write" -> {
                            return write(parts, copy(arguments[0], Write.class));
                        }
                        case "events" -> {
                            return events(parts, (UserId) arguments[0], (long) arguments[1], (int) arguments[2]);
                        }
                        case "positions" -> parts.loggingIn.addAll(copy(arguments[0], UserId.class));
                        default -> {} // sound
                    }
                    try {
                        return method.invoke(parts.store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static <T> List<T> copy(Object elements, Class<T> type) {
        return ((Collection<?>) elements).stream().map(type::cast).toList();
    }
}
