package chat.duologue.model;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A page of a conversation's history. Messages that the reader has hidden are left out, unless they were asked for.
 *
 * <p>An empty page lies in a gap: just below the {@code seq} of {@link Anchor.Before} and {@link Anchor.Around}, just
 * above that of {@link Anchor.After}.
 *
 * @param messages  in rising {@code seq}
 * @param hasBefore whether older messages exist than this page
 * @param hasAfter  whether newer messages exist than this page
 * @param reactions to these messages, by {@code seq}, the earlier changed ones first; a message without one is not there
 * @param hidden    which of these messages the reader has hidden, by {@code seq}
 */
public record MessagePage(
        List<Message> messages,
        boolean hasBefore,
        boolean hasAfter,
        Map<Long, List<Reaction>> reactions,
        Set<Long> hidden) {
    /** Copies the collections. */
    public MessagePage {
        messages = List.copyOf(messages);
        reactions = Map.copyOf(reactions);
        hidden = Set.copyOf(hidden);
    }

    /** A page without a hidden message. */
    public MessagePage(
            List<Message> messages, boolean hasBefore, boolean hasAfter, Map<Long, List<Reaction>> reactions) {
        this(messages, hasBefore, hasAfter, reactions, Set.of());
    }

    /** A page to whose messages nobody reacted. */
    public MessagePage(List<Message> messages, boolean hasBefore, boolean hasAfter) {
        this(messages, hasBefore, hasAfter, Map.of());
    }
}
