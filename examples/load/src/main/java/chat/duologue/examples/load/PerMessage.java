package chat.duologue.examples.load;

import java.util.OptionalDouble;

/** Divides what was used between two readings by so many messages; empty where a reading is, or there were none. */
record PerMessage(long messages) {
    OptionalDouble one(OptionalDouble before, OptionalDouble after) {
        // Never below 0, even if a counter was reset or a process took its time with it.
        return before.isPresent() && after.isPresent() && messages > 0
                ? OptionalDouble.of(Math.max(0, after.getAsDouble() - before.getAsDouble()) / messages)
                : OptionalDouble.empty();
    }

    /** For each thousand of them. */
    OptionalDouble thousand(OptionalDouble before, OptionalDouble after) {
        OptionalDouble one = one(before, after);
        return one.isPresent() ? OptionalDouble.of(one.getAsDouble() * 1000) : one;
    }
}
