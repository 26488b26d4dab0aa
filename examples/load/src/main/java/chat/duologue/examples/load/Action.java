package chat.duologue.examples.load;

import java.util.Locale;

/** What a user of the mixed workload does, and how often where nothing else is said. */
enum Action {
    SEND(60),
    READ(15),
    TYPING(8),
    REACT(5),
    HISTORY(5),
    EDIT(3),
    LIST(2),
    RECALL(1),
    /** Hangs up, and comes back with {@code resume}. */
    RESUME(1);

    /** How many of a hundred. */
    final int share;

    Action(int share) {
        this.share = share;
    }

    /** As the command line and the report have it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
