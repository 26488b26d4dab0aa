package chat.duologue.store.jdbc.internal;

/** What an error of the database means to the store. */
enum Fault {
    /** Another transaction was in the way, and this one was or can be rolled back: run it again. */
    CONTENTION,
    /** A unique key was taken in the meantime: look again, and run it again. */
    KEY_TAKEN,
    /** Nothing wrong with what was asked; the database can't do it now. */
    PASSING,
    /** It would fail again. */
    LASTING
}
