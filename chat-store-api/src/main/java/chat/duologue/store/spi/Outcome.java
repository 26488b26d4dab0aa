package chat.duologue.store.spi;

import chat.duologue.model.Event;
import chat.duologue.model.Markers;
import chat.duologue.model.Message;
import chat.duologue.model.Settings;
import chat.duologue.model.UserId;
import java.util.List;

/** What became of one {@link Write}. Grows with the protocol. */
public sealed interface Outcome {

    /** The events that the write put into streams, in the order of their commit; empty where it changed nothing. */
    default List<Delivery> deliveries() {
        return List.of();
    }

    /**
     * An event in the stream of a user.
     *
     * @param user  whose stream
     * @param event the event, with its offset there
     */
    record Delivery(UserId user, Event event) {}

    /**
     * The message was stored.
     *
     * @param message    as stored
     * @param deliveries one for each member; and one more for who has the conversation no longer in the archive
     */
    record Stored(Message message, List<Delivery> deliveries) implements Outcome {}

    /**
     * The same message had been stored before; nothing changed.
     *
     * @param message as it stands now
     */
    record Duplicate(Message message) implements Outcome {}

    /**
     * A message with other content had been stored under the client message id, or was edited by someone who had seen another
     * revision; nothing changed.
     */
    record Conflict() implements Outcome {}

    /**
     * An acknowledgement took effect.
     *
     * @param deliveries two for each conversation whose marker rose; one where the peer was erased
     */
    record Acknowledged(List<Delivery> deliveries) implements Outcome {}

    /**
     * A read marker took effect.
     *
     * @param markers    the reader's markers now
     * @param deliveries one for each member, without one who was erased; none where no marker rose
     */
    record Read(Markers markers, List<Delivery> deliveries) implements Outcome {}

    /**
     * The message says it.
     *
     * @param message    as it is now
     * @param deliveries one for each member; none where it said so before
     */
    record Edited(Message message, List<Delivery> deliveries) implements Outcome {}

    /**
     * The settings are as wanted.
     *
     * @param settings   as they are now
     * @param deliveries one for the member; none where they were so before
     */
    record Configured(Settings settings, List<Delivery> deliveries) implements Outcome {}

    /**
     * It is as wanted.
     *
     * @param deliveries one for each stream concerned, two where a reaction took the place of another; none where it was so
     *                   before
     */
    record Changed(List<Delivery> deliveries) implements Outcome {}

    /**
     * The write is not possible; nothing changed.
     *
     * @param reason why
     */
    record Refused(Reason reason) implements Outcome {}

    /** Why a write was refused. */
    enum Reason {
        /** There is no such conversation, or the user is not in it, or the peer was erased: a store does not say which. */
        NOT_A_MEMBER,
        /** The conversation has no message of that {@code seq}. */
        NO_SUCH_MESSAGE,
        /** The message is another's. */
        NOT_THE_AUTHOR,
        /** The time in which this could be done to the message is over. */
        TOO_LATE,
        /** The peer has blocked the user. */
        BLOCKED,
        /** The user has as many reactions to the message as allowed, or has changed them too often. */
        TOO_MANY
    }
}
