package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.Anchor;
import chat.duologue.model.ConversationFilter;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Event;
import chat.duologue.model.Message;
import chat.duologue.model.MessagePage;
import chat.duologue.model.Reaction;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Delivery;
import chat.duologue.store.spi.Outcome.Reason;
import chat.duologue.store.spi.Write;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Short words for what is done after a message was sent. */
interface MessageChanges extends StoreUnderTest {
    Instant LATER = AT.plusSeconds(60);
    /** Since when a message must have been sent to be changed: any time will do. */
    Instant EVER = Instant.EPOCH;
    /** The same, but too late for every message. */
    Instant TOO_LATE = AT.plusMillis(1);

    default Write.Edit editing(UserId by, Message message, @Nullable Integer revision, String text, Instant sentSince) {
        return new Write.Edit(by, message.conversation(), message.seq(), text, null, revision, LATER, sentSince, false);
    }

    default Write.Edit editing(UserId by, Message message, String text) {
        return editing(by, message, null, text, EVER);
    }

    /** The author edits the message. */
    default Message edit(Message message, String text) {
        return edited(write(editing(message.from(), message, text)));
    }

    default Message edited(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Edited.class);
        return ((Outcome.Edited) outcome).message();
    }

    default Write.Recall recalling(UserId by, Message message) {
        return new Write.Recall(by, message.conversation(), message.seq(), LATER, EVER);
    }

    /** The author recalls the message; what is left of it. */
    default Message recall(Message message) {
        assertThat(write(recalling(message.from(), message)).deliveries()).isNotEmpty();
        return recalled(message);
    }

    /** What is left of a message that was recalled without an edit before. */
    default Message recalled(Message message) {
        return message.saying(null, message.revision(), LATER).quoting(null);
    }

    default Write.Hide hiding(UserId by, Message message) {
        return new Write.Hide(by, message.conversation(), message.seq(), EVER);
    }

    default void hide(UserId by, Message message) {
        assertThat(write(hiding(by, message)).deliveries()).hasSize(1);
    }

    default Write.React reacting(UserId by, Message message, String reaction, int most) {
        return new Write.React(by, message.conversation(), message.seq(), reaction, false, most);
    }

    default Write.React reacting(UserId by, Message message, String reaction) {
        return reacting(by, message, reaction, 3);
    }

    default Write.React takingBack(UserId by, Message message, String reaction) {
        return new Write.React(by, message.conversation(), message.seq(), reaction, true, 3);
    }

    default Write.Configure configuring(UserId by, ConversationId id, Settings.Change change) {
        return new Write.Configure(by, id, change);
    }

    default Settings.Change archiving(boolean archived) {
        return new Settings.Change(null, null, archived);
    }

    default Write.Block blocking(UserId by, UserId user) {
        return new Write.Block(by, user, true);
    }

    default Write.Block unblocking(UserId by, UserId user) {
        return new Write.Block(by, user, false);
    }

    default Outcome refused(Reason reason) {
        return new Outcome.Refused(reason);
    }

    /** The write is refused, and puts nothing into the stream of its author. */
    default void assertRefused(Reason reason, Write write) {
        long before = head(write.by());
        assertThat(write(write)).as("%s", write).isEqualTo(refused(reason));
        assertThat(head(write.by())).isEqualTo(before);
    }

    /** The events that the outcome put into the user's stream, in its order. */
    default List<Event> delivered(Outcome outcome, UserId user) {
        return outcome.deliveries().stream()
                .filter(delivery -> delivery.user().equals(user))
                .map(Delivery::event)
                .toList();
    }

    /** The newest page of history. */
    default MessagePage newest(UserId reader, Message message) {
        return store().messages(reader, message.conversation(), Anchor.NEWEST, 100)
                .orElseThrow();
    }

    /** The reactions to the message, as the reader sees them. */
    default List<Reaction> reactions(UserId reader, Message message) {
        return newest(reader, message).reactions().getOrDefault(message.seq(), List.of());
    }

    default List<Reaction> reactionsOf(UserId by, Stream<String> values) {
        return values.map(value -> new Reaction(by, value)).toList();
    }

    default long unread(UserId user, UserId peer) {
        return conversation(user, peer).unread();
    }

    default long totalUnread(UserId user) {
        return store().conversations(user, ConversationFilter.ALL, Long.MAX_VALUE, 0)
                .totalUnread();
    }
}
