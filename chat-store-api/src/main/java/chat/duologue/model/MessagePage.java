package chat.duologue.model;

import java.util.List;
import java.util.Map;

/**
 * A page of a conversation's history. Messages that the reader has hidden are left out.
 *
 * <p>An empty page lies in a gap: just below the {@code seq} of {@link Anchor.Before} and {@link Anchor.Around}, just
 * above that of {@link Anchor.After}.
 *
 * @param messages  in rising {@code seq}
 * @param hasBefore whether older messages exist than this page
 * @param hasAfter  whether newer messages exist than this page
 * @param reactions to these messages, by {@code seq}, the earlier changed ones first; a message without one is not there
 */
public record MessagePage(
        List<Message> messages, boolean hasBefore, boolean hasAfter, Map<Long, List<Reaction>> reactions) {
    /** Copies the collections. */
    public MessagePage {
        messages = List.copyOf(messages);
        reactions = Map.copyOf(reactions);
    }

    /** A page to whose messages nobody reacted. */
    public MessagePage(List<Message> messages, boolean hasBefore, boolean hasAfter) {
        this(messages, hasBefore, hasAfter, Map.of());
    }
}
