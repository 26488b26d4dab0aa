package chat.duologue.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a user's stream. Each kind says what stands now, not what was added, so a later event makes an earlier one of
 * the same kind and subject moot, and a store may then forget the earlier one. The set of kinds grows with the protocol: an
 * application should ignore kinds it does not know.
 */
public sealed interface Event {

    /** Its place in the user's stream: 1, 2, 3 … without gaps. */
    long offset();

    /** The conversation concerned; null where it is none. */
    @Nullable ConversationId conversation();

    /**
     * A message was stored; in both members' streams, the author's included.
     *
     * @param offset  place in the stream
     * @param message the message; in a replay as it stands by then
     */
    record MessageEvent(long offset, Message message) implements Event {
        @Override
        public ConversationId conversation() {
            return message.conversation();
        }
    }

    /**
     * A message was edited; in both members' streams.
     *
     * @param offset  place in the stream
     * @param message the message; in a replay as it stands by then
     */
    record EditedEvent(long offset, Message message) implements Event {
        @Override
        public ConversationId conversation() {
            return message.conversation();
        }
    }

    /**
     * A message was recalled: its content is gone; in both members' streams.
     *
     * @param offset       place in the stream
     * @param conversation the conversation concerned
     * @param seq          which message
     * @param by           its author
     * @param at           when
     */
    record RecalledEvent(long offset, ConversationId conversation, long seq, UserId by, Instant at) implements Event {}

    /**
     * A message was hidden; in the stream of the one who hid it.
     *
     * @param offset       place in the stream
     * @param conversation the conversation concerned
     * @param seq          which message
     */
    record HiddenEvent(long offset, ConversationId conversation, long seq) implements Event {}

    /**
     * A reaction came or went; in both members' streams.
     *
     * @param offset       place in the stream
     * @param conversation the conversation concerned
     * @param seq          to which message
     * @param reaction     who reacted, and how
     * @param removed      whether it went
     */
    record ReactionEvent(long offset, ConversationId conversation, long seq, Reaction reaction, boolean removed)
            implements Event {}

    /**
     * A member's markers rose; in both members' streams.
     *
     * @param offset       place in the stream
     * @param conversation the conversation concerned
     * @param by           whose markers
     * @param markers      their new values
     */
    record ReceiptEvent(long offset, ConversationId conversation, UserId by, Markers markers) implements Event {}

    /**
     * A user set something for a conversation; in that user's stream.
     *
     * @param offset       place in the stream
     * @param conversation the conversation concerned
     * @param settings     their new values
     */
    record SettingsEvent(long offset, ConversationId conversation, Settings settings) implements Event {}

    /**
     * A user blocked another one, or ended that; in the stream of the one who did.
     *
     * @param offset  place in the stream
     * @param user    the other one
     * @param blocked whether they are blocked now
     */
    record BlockEvent(long offset, UserId user, boolean blocked) implements Event {
        @Override
        public @Nullable ConversationId conversation() {
            return null;
        }
    }
}
