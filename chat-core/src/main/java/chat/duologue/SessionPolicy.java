package chat.duologue;

import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How many sessions a user may have, on all nodes that share a {@link chat.duologue.spi.Bus}, and what becomes of one too many. Immutable; {@link #DEFAULTS} suits
 * most, {@link #builder()} changes some.
 *
 * @param maxPerUser live sessions of one user. Default 20
 * @param maxPerDeviceClass live sessions of one user on devices of a class, by class; a class that is not named has no
 *     limit of its own. Default none
 * @param deviceClass what class a device is of, e.g. {@code phone}, by what the client calls it in {@code hello}; where it
 *     calls it nothing this is not asked, and the device is of no class. Asked with the {@link Authenticator}, and so on a
 *     thread where it may block; an exception refuses the login. Default the device's own name
 * @param rule what becomes of one too many. Default {@link Rule#OLDEST_GOES}
 */
public record SessionPolicy(
        int maxPerUser, Map<String, Integer> maxPerDeviceClass, UnaryOperator<String> deviceClass, Rule rule) {
    /** All defaults. */
    public static final SessionPolicy DEFAULTS = builder().build();

    /** What becomes of one session too many. */
    public enum Rule {
        /** The oldest is closed with 4409: of its class, where that is full, or else of the user. */
        OLDEST_GOES,
        /**
         * The newest is not let in: its {@code hello} is answered {@code forbidden}, and it is closed with 4409. A client
         * whose network was cut has to wait until its lost session is noticed, {@link ChatServerOptions#idleTimeout()} at
         * most.
         */
        NEWEST_REFUSED,
        /**
         * A session on the same device, by the client's own name for it, is closed with 4409 in any case; beyond that the
         * oldest goes.
         */
        SAME_DEVICE_REPLACES
    }

    /** @throws IllegalArgumentException if a limit is not from 1 to 100,000; the message names the option */
    public SessionPolicy {
        requireRange("maxPerUser", maxPerUser);
        maxPerDeviceClass = Map.copyOf(maxPerDeviceClass);
        maxPerDeviceClass.forEach((name, max) -> requireRange("maxPerDeviceClass " + name, max));
    }

    private static void requireRange(String option, int value) {
        if (value < 1 || value > 100_000) {
            throw new IllegalArgumentException(option + " must be from 1 to 100000, but is " + value);
        }
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects options; each method is named as the option it sets, where its meaning is told. Not thread-safe. */
    public static final class Builder {
        private int maxPerUser = 20;
        private Map<String, Integer> maxPerDeviceClass = Map.of();
        private UnaryOperator<String> deviceClass = UnaryOperator.identity();
        private Rule rule = Rule.OLDEST_GOES;

        private Builder() {}

        /** Sets {@link SessionPolicy#maxPerUser()}. */
        public Builder maxPerUser(int value) {
            maxPerUser = value;
            return this;
        }

        /** Sets {@link SessionPolicy#maxPerDeviceClass()}. */
        public Builder maxPerDeviceClass(Map<String, Integer> value) {
            maxPerDeviceClass = value;
            return this;
        }

        /** Sets {@link SessionPolicy#deviceClass()}. */
        public Builder deviceClass(UnaryOperator<String> value) {
            deviceClass = value;
            return this;
        }

        /** Sets {@link SessionPolicy#rule()}. */
        public Builder rule(Rule value) {
            rule = value;
            return this;
        }

        /** @throws IllegalArgumentException if a limit is out of range; the message names the option */
        public SessionPolicy build() {
            return new SessionPolicy(maxPerUser, maxPerDeviceClass, deviceClass, rule);
        }
    }
}
