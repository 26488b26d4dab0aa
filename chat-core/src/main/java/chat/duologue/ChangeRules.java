package chat.duologue;

import java.time.Duration;

/**
 * What can be done to a message after it was sent, and for how long. A time of zero forbids it, one of
 * {@link #FOREVER} sets no end.
 *
 * @param edit         how long its author may edit it. Default minutes 15
 * @param recall       how long its author may recall it. Default hours 48
 * @param hide         how long a member may hide it. Default {@link #FOREVER}
 * @param maxReactions how many reactions a member may have to it, from 1 to 64; with 1 a new one takes the place of the one
 *                     before. Default 8
 * @param keepRevisions whether what it said before is kept for {@link ChatServer#revisions}, until it is recalled or removed.
 *                     Default false
 */
public record ChangeRules(Duration edit, Duration recall, Duration hide, int maxReactions, boolean keepRevisions) {
    /** No end: longer than messages exist. */
    public static final Duration FOREVER = Duration.ofDays(365_000);

    /** All defaults. */
    public static final ChangeRules DEFAULTS =
            new ChangeRules(Duration.ofMinutes(15), Duration.ofHours(48), FOREVER, 8, false);

    /** @throws IllegalArgumentException if a value is out of range; the message names it */
    public ChangeRules {
        requireTime("edit", edit);
        requireTime("recall", recall);
        requireTime("hide", hide);
        if (maxReactions < 1 || maxReactions > 64) {
            throw new IllegalArgumentException("maxReactions must be from 1 to 64, but is " + maxReactions);
        }
    }

    private static void requireTime(String name, Duration time) {
        if (time.isNegative() || time.compareTo(FOREVER) > 0) {
            throw new IllegalArgumentException(name + " must be from zero to " + FOREVER + ", but is " + time);
        }
    }

    /** These with another time for edits. */
    public ChangeRules withEdit(Duration time) {
        return new ChangeRules(time, recall, hide, maxReactions, keepRevisions);
    }

    /** These with another time for recalls. */
    public ChangeRules withRecall(Duration time) {
        return new ChangeRules(edit, time, hide, maxReactions, keepRevisions);
    }

    /** These with another time for hiding. */
    public ChangeRules withHide(Duration time) {
        return new ChangeRules(edit, recall, time, maxReactions, keepRevisions);
    }

    /** These with another number of reactions. */
    public ChangeRules withMaxReactions(int number) {
        return new ChangeRules(edit, recall, hide, number, keepRevisions);
    }

    /** These, with what a message said before kept or not. */
    public ChangeRules withKeepRevisions(boolean keep) {
        return new ChangeRules(edit, recall, hide, maxReactions, keep);
    }
}
