package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Anchor;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.Conversation;
import chat.duologue.model.ConversationId;
import chat.duologue.model.ConversationRef;
import chat.duologue.model.Event;
import chat.duologue.model.EventPage;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Housekeeping;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;

/** The store that a test talks to, and short words for what most tests do with it. */
interface StoreUnderTest {
    Instant AT = Instant.parse("2026-03-01T12:00:00.123Z");

    ChatStore store();

    /** Closes the store and opens it again over the same data; skips the test where the store can't. */
    void reopenStore();

    /** How many batches each of several writers at once writes. */
    int batchesPerWriter();

    /** Letters and digits that no other test has: users and contexts named with it are this test's own. */
    String tag();

    default UserId user(String name) {
        return new UserId(tag() + name);
    }

    default ConversationRef with(UserId peer) {
        return new ConversationRef.WithPeer(peer);
    }

    default ConversationRef with(UserId peer, String context) {
        return new ConversationRef.WithPeer(peer, context);
    }

    default ConversationRef existing(ConversationId id) {
        return new ConversationRef.Existing(id);
    }

    default ClientMessageId newClientId() {
        return new ClientMessageId(UUID.randomUUID().toString());
    }

    default Write.Send sending(UserId from, ConversationRef conversation, ClientMessageId id, Content content) {
        return new Write.Send(from, conversation, id, content, AT);
    }

    default Write.Send sending(UserId from, ConversationRef conversation, String text) {
        return sending(from, conversation, newClientId(), Content.text(text));
    }

    default Write.Send sending(UserId from, UserId to, String text) {
        return sending(from, with(to), text);
    }

    default List<Outcome> writeAll(List<? extends Write> batch) {
        List<Outcome> outcomes = store().write(batch);
        assertThat(outcomes).hasSameSizeAs(batch);
        return outcomes;
    }

    default Outcome write(Write write) {
        return writeAll(List.of(write)).get(0);
    }

    default Message send(UserId from, UserId to, String text) {
        return stored(write(sending(from, to, text)));
    }

    default Message send(UserId from, ConversationRef conversation, String text) {
        return stored(write(sending(from, conversation, text)));
    }

    /** Skips the test where the store can't remove anything. */
    default Housekeeping housekeeping() {
        Optional<Housekeeping> housekeeping = store().housekeeping();
        Assumptions.assumeTrue(housekeeping.isPresent(), "the store can't remove anything");
        return housekeeping.orElseThrow();
    }

    default StreamPosition position(UserId user) {
        return store().positions(Set.of(user)).get(user);
    }

    /** Sends {@code count} messages from one to the other in one batch. */
    default List<Message> sendMany(UserId from, UserId to, int count) {
        List<Write> batch = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            batch.add(sending(from, to, "message " + i));
        }
        return writeAll(batch).stream().map(this::stored).toList();
    }

    default Message stored(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Stored.class);
        return ((Outcome.Stored) outcome).message();
    }

    default Outcome.Acknowledged acknowledge(UserId user, long offset) {
        Outcome outcome = write(new Write.Acknowledge(user, offset));
        assertThat(outcome).isInstanceOf(Outcome.Acknowledged.class);
        return (Outcome.Acknowledged) outcome;
    }

    default Outcome.Read markRead(UserId user, ConversationId conversation, long seq) {
        Outcome outcome = write(new Write.MarkRead(user, conversation, seq));
        assertThat(outcome).isInstanceOf(Outcome.Read.class);
        return (Outcome.Read) outcome;
    }

    default long head(UserId user) {
        return position(user).head();
    }

    default Conversation conversation(UserId user, UserId peer) {
        return conversation(user, with(peer));
    }

    default Conversation conversation(UserId user, ConversationRef ref) {
        return store().conversation(user, ref).orElseThrow();
    }

    /** The user's stream after an offset, read in pages, up to its head. */
    default List<Event> events(UserId user, long after) {
        List<Event> events = new ArrayList<>();
        long cursor = after;
        while (true) {
            EventPage page = store().events(user, cursor, ChatStore.MAX_LIMIT);
            events.addAll(page.events());
            if (page.events().size() < ChatStore.MAX_LIMIT) {
                return events;
            }
            assertThat(page.upTo()).isGreaterThan(cursor);
            cursor = page.upTo();
        }
    }

    /** The whole history, read in pages from the oldest message on. */
    default List<Message> history(UserId reader, ConversationId conversation) {
        List<Message> messages = new ArrayList<>();
        long last = 0;
        while (true) {
            MessagePage page = store().messages(reader, conversation, new Anchor.After(last), ChatStore.MAX_LIMIT)
                    .orElseThrow();
            messages.addAll(page.messages());
            assertThat(messages).doesNotHaveDuplicates();
            last = messages.isEmpty() ? 0 : messages.get(messages.size() - 1).seq();
            if (!page.hasAfter()) {
                return messages;
            }
            assertThat(page.messages()).isNotEmpty();
        }
    }
}
