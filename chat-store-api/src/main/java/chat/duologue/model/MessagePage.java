package chat.duologue.model;

import java.util.List;

/**
 * A page of a conversation's history.
 *
 * @param messages  in rising {@code seq}
 * @param hasBefore whether older messages exist than this page (an empty page: than its anchor)
 * @param hasAfter  whether newer messages exist than this page (an empty page: at its anchor or beyond; for
 *                  {@link Anchor.After}, beyond it)
 */
public record MessagePage(List<Message> messages, boolean hasBefore, boolean hasAfter) {
    /** Copies the list. */
    public MessagePage {
        messages = List.copyOf(messages);
    }
}
