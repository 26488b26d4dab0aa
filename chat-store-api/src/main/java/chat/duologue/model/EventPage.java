package chat.duologue.model;

import java.util.List;

/**
 * A stretch of a user's stream.
 *
 * @param events in rising offset; events that a later one made moot may be missing
 * @param upTo   the page holds everything up to this offset: where the next page starts after
 */
public record EventPage(List<Event> events, long upTo) {
    /** Copies the list. */
    public EventPage {
        events = List.copyOf(events);
    }
}
