package chat.duologue.jetty;

import chat.duologue.model.Anchor;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationPage;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.EventPage;
import chat.duologue.model.MessagePage;
import chat.duologue.model.StreamId;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.memory.InMemoryChatStore;
import chat.duologue.store.spi.BlockList;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Cursors;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.StoreException;
import chat.duologue.store.spi.Write;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** An in-memory store with a place for faults before each write and each read, and after each write. */
final class FaultyStore implements ChatStore {
    final ChatStore healthy = new InMemoryChatStore();
    volatile Consumer<List<? extends Write>> beforeWrite = batch -> {};
    volatile Consumer<List<? extends Write>> afterWrite = batch -> {};
    volatile UnaryOperator<List<Outcome>> answer = outcomes -> outcomes;
    volatile Runnable beforeRead = () -> {};
    volatile Runnable afterPosition = () -> {};
    volatile Runnable beforeInUse = () -> {};
    volatile Runnable beforeSeen = () -> {};
    volatile boolean removes = true;
    final AtomicInteger askedInUse = new AtomicInteger();

    /** A fault that passes. */
    static StoreException down() {
        return StoreException.passing("the store is down, says the test", null);
    }

    /** Makes callers wait. */
    static final class Gate {
        private final Semaphore permits = new Semaphore(0);

        void await() {
            permits.acquireUninterruptibly();
            permits.release();
        }

        boolean hasWaiting() {
            return permits.hasQueuedThreads();
        }

        void open() {
            permits.release();
        }
    }

    @Override
    public List<Outcome> write(List<? extends Write> batch) {
        beforeWrite.accept(batch);
        List<Outcome> outcomes = healthy.write(batch);
        afterWrite.accept(batch);
        return answer.apply(outcomes);
    }

    @Override
    public StreamId streamId() {
        return healthy.streamId();
    }

    @Override
    public Map<UserId, StreamPosition> positions(Collection<UserId> users) {
        beforeRead.run();
        Map<UserId, StreamPosition> positions = healthy.positions(users);
        afterPosition.run();
        return positions;
    }

    @Override
    public EventPage events(UserId user, long after, int limit) {
        beforeRead.run();
        return healthy.events(user, after, limit);
    }

    @Override
    public Optional<MessagePage> messages(UserId reader, ConversationId conversation, Anchor anchor, int limit) {
        beforeRead.run();
        return healthy.messages(reader, conversation, anchor, limit);
    }

    @Override
    public Optional<MessagePage> allMessages(UserId reader, ConversationId conversation, Anchor anchor, int limit) {
        beforeRead.run();
        return healthy.allMessages(reader, conversation, anchor, limit);
    }

    @Override
    public ConversationPage conversations(UserId user, ConversationFilter filter, long before, int limit) {
        beforeRead.run();
        return healthy.conversations(user, filter, before, limit);
    }

    @Override
    public Optional<Conversation> conversation(UserId user, ConversationRef ref) {
        beforeRead.run();
        return healthy.conversation(user, ref);
    }

    @Override
    public BlockList blocks() {
        return healthy.blocks();
    }

    @Override
    public Cursors cursors() {
        return healthy.cursors();
    }

    @Override
    public Set<String> attachmentsInUse(UserId uploader, Collection<String> refs) {
        try {
            beforeInUse.run();
            return healthy.attachmentsInUse(uploader, refs);
        } finally {
            askedInUse.incrementAndGet();
        }
    }

    @Override
    public void seen(Map<UserId, Instant> times) {
        beforeSeen.run();
        healthy.seen(times);
    }

    @Override
    public void close() {
        healthy.close();
    }
}
