package chat.duologue.examples.orders;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Outcome;
import chat.duologue.store.spi.Write;
import java.time.Instant;

/**
 * What someone orders from someone.
 *
 * @param number chosen by whoever places it, so that placing it again changes nothing
 */
record Order(long number, UserId buyer, UserId seller, String goods) {
    /** Does nothing where the number is taken. Parameters: number, buyer, goods, number. */
    static final String INSERT = "INSERT INTO purchase (number, buyer, goods) SELECT ?, ?, ?"
            + " WHERE NOT EXISTS (SELECT number FROM purchase WHERE number = ?)";

    /** What the seller is told. The id follows from the order: however often it is placed, one message is stored. */
    Write.Send message() {
        return new Write.Send(
                buyer,
                new WithPeer(seller, "order " + number),
                new ClientMessageId("order-" + number + "-placed"),
                Content.text("I ordered " + goods),
                Instant.now());
    }

    /**
     * To be called before the commit: a message may be refused, where the seller has blocked the buyer for instance.
     *
     * @param inserted how many rows {@link #INSERT} did
     * @throws IllegalStateException unless the order is placed and the seller told, now or both earlier: then roll back
     */
    void requireBoth(int inserted, Outcome told) {
        boolean both = inserted == 1 ? told instanceof Outcome.Stored : told instanceof Outcome.Duplicate;
        if (!both) {
            throw new IllegalStateException(
                    "order " + number + " can't be placed: its number is taken, or its seller can't be told");
        }
    }
}
