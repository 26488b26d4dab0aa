package chat.duologue.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Anchor;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.Event;
import chat.duologue.model.EventPage;
import chat.duologue.model.Message;
import chat.duologue.model.StreamPosition;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Short words for what the tests write and read. */
final class Chatter {
    static final UserId ALICE = new UserId("alice");
    static final UserId BOB = new UserId("bob");

    private Chatter() {}

    static Write.Send send(UserId from, UserId to, String clientId, String text) {
        return new Write.Send(
                from,
                new WithPeer(to),
                new ClientMessageId(clientId),
                Content.text(text),
                Instant.parse("2026-03-01T12:00:00.123Z"));
    }

    static Write.Send send(UserId from, UserId to, String text) {
        return send(from, to, UUID.randomUUID().toString(), text);
    }

    static Message stored(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Stored.class);
        return ((Outcome.Stored) outcome).message();
    }

    /** The whole history of the plain conversation of two users, empty where there is none. */
    static List<Message> history(ChatStore store, UserId reader, UserId peer) {
        List<Message> messages = new ArrayList<>();
        store.conversation(reader, new WithPeer(peer)).ifPresent(conversation -> {
            boolean more = true;
            while (more) {
                var page = store.messages(reader, conversation.id(), new Anchor.After(messages.size()), 500)
                        .orElseThrow();
                messages.addAll(page.messages());
                more = page.hasAfter();
            }
        });
        return messages;
    }

    static long head(ChatStore store, UserId user) {
        return store.positions(List.of(user))
                .getOrDefault(user, StreamPosition.EMPTY)
                .head();
    }

    /** The whole stream of a user. */
    static List<Event> events(ChatStore store, UserId user) {
        List<Event> events = new ArrayList<>();
        EventPage page = store.events(user, 0, 500);
        while (!page.events().isEmpty()) {
            events.addAll(page.events());
            page = store.events(user, page.upTo(), 500);
        }
        return events;
    }
}
