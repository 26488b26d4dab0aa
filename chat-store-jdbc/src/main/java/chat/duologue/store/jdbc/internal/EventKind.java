package chat.duologue.store.jdbc.internal;

/** What an event that is not a message is about, and its number in the database. */
enum EventKind {
    RECEIPT(1),
    CHANGED(2),
    HIDDEN(3),
    REACTION(4),
    SETTINGS(5);

    final long number;

    EventKind(long number) {
        this.number = number;
    }

    static EventKind of(long number) {
        return values()[(int) number - 1];
    }
}
