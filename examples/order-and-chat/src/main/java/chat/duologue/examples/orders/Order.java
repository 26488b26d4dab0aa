package chat.duologue.examples.orders;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationRef.WithPeer;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Write;
import java.time.Instant;

/**
 * What someone orders from someone.
 *
 * @param number chosen by whoever places it, so that placing it again changes nothing
 */
record Order(long number, UserId buyer, UserId seller, String goods) {

    /** What the seller is told. The id follows from the order: however often it is placed, one message is stored. */
    Write.Send message() {
        return new Write.Send(
                buyer,
                new WithPeer(seller, "order " + number),
                new ClientMessageId("order-" + number + "-placed"),
                Content.text("I ordered " + goods),
                Instant.now());
    }
}
