package chat.duologue.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a member has set for a conversation; the other member does not see it.
 *
 * @param mutedUntil until when no notification is wanted, in whole milliseconds; null where they are wanted
 * @param pinned     whether the client shows it above the others
 * @param archived   whether the client shows it among the archived ones
 */
public record Settings(@Nullable Instant mutedUntil, boolean pinned, boolean archived) {
    /** As every conversation begins. */
    public static final Settings NONE = new Settings(null, false, false);

    /**
     * A change of them.
     *
     * @param mutedUntil null to leave it; {@link Instant#EPOCH} to end the silence; kept in whole milliseconds, and at most
     *                   {@link #MAX_MUTED_UNTIL}
     * @param pinned     null to leave it
     * @param archived   null to leave it
     */
    public record Change(
            @Nullable Instant mutedUntil,
            @Nullable Boolean pinned,
            @Nullable Boolean archived) {
        /** For ever. */
        public static final Instant MAX_MUTED_UNTIL = Instant.parse("9999-12-31T23:59:59.999Z");

        /** @throws IllegalArgumentException if nothing changes, or {@code mutedUntil} is before 1970 or too late */
        public Change {
            if (mutedUntil == null && pinned == null && archived == null) {
                throw new IllegalArgumentException("mutedUntil, pinned or archived must be present");
            }
            if (mutedUntil != null && (mutedUntil.isBefore(Instant.EPOCH) || mutedUntil.isAfter(MAX_MUTED_UNTIL))) {
                throw new IllegalArgumentException("mutedUntil must be from 1970 to 9999");
            }
        }
    }

    /** These settings after a change. */
    public Settings after(Change change) {
        Instant until = change.mutedUntil();
        Instant muted = until == null ? mutedUntil : Instant.ofEpochMilli(until.toEpochMilli());
        return new Settings(
                muted == null || muted.equals(Instant.EPOCH) ? null : muted,
                change.pinned() == null ? pinned : change.pinned(),
                change.archived() == null ? archived : change.archived());
    }
}
