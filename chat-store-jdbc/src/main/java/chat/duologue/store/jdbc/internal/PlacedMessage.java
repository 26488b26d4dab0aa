package chat.duologue.store.jdbc.internal;

import chat.duologue.model.Content;
import chat.duologue.model.Event.MessageEvent;
import chat.duologue.model.Message;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Outcome.Delivery;
import java.util.List;
import java.util.Objects;

/**
 * A message with its place in both streams: what its row holds.
 *
 * @param lowCount how many of the conversation's messages up to this one the lower member wrote
 */
record PlacedMessage(
        Message message, SendKey key, KnownUser from, long fromOffset, KnownUser to, long toOffset, long lowCount) {

    /** What it says, as it was sent. */
    Content content() {
        return Objects.requireNonNull(message.content());
    }

    Outcome.Stored stored() {
        return new Outcome.Stored(
                message,
                List.of(
                        new Delivery(from.name(), new MessageEvent(fromOffset, message)),
                        new Delivery(to.name(), new MessageEvent(toOffset, message))));
    }
}
