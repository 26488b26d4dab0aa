package chat.duologue.model;

import java.util.List;

/**
 * A page of a conversation's history.
 *
 * <p>An empty page lies in a gap: just below the {@code seq} of {@link Anchor.Before} and {@link Anchor.Around}, just
 * above that of {@link Anchor.After}.
 *
 * @param messages  in rising {@code seq}
 * @param hasBefore whether older messages exist than this page
 * @param hasAfter  whether newer messages exist than this page
 */
public record MessagePage(List<Message> messages, boolean hasBefore, boolean hasAfter) {
    /** Copies the list. */
    public MessagePage {
        messages = List.copyOf(messages);
    }
}
