package chat.duologue;

import chat.duologue.model.UserId;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * How much clients may ask for, and what becomes of those who ask for more. Each limit is a token bucket. Who goes on
 * after {@code rate_limited} waits longer and longer, and at last is closed with 4429. The host's own code
 * ({@link ChatServer#as}) is not limited. Immutable; {@link #DEFAULTS} suits most, {@link #builder()} changes some.
 *
 * @param sends of one user, over all their sessions: the requests that send a message. Default 60, then 2 a second:
 *     nobody writes faster for long
 * @param frames of one session: all that a client sends, a WebSocket's pings and pongs too, but no {@code ack} that tells
 *     something new, since there can't be more of these than events. Default 1000, then 200 a second: an app that loads
 *     everything at its start needs fewer, and a session can't keep a processor busy with that
 * @param connects of one remote address, or IPv6 network of 64 bits; more are refused before the upgrade (429). Default
 *     200, then 20 a second: an office behind one address comes back at once after a restart, and who never says
 *     {@code hello} holds some hundred connections. Behind a proxy all clients have its address, unless the transport is
 *     told to believe what the proxy says
 * @param maxWait the longest that a refused user or session must wait. The wait doubles with each further refusal, and
 *     halves with each request that is taken. An address does not wait longer, since it may be that of many. Default
 *     seconds 30, what a bucket of sends takes to be full again
 * @param maxRefused so many refused frames of a session in a row close it. Should be above
 *     {@link ChatServerOptions#maxInFlight()}: these may be on their way when the first is refused. Default 100
 * @param maxRemembered users, and again addresses, whose buckets are kept, in about 500 bytes each; who has not come for
 *     longest is forgotten, and is new then. Default 10_000
 * @param exempt says which users are not limited, e.g. bots. Asked with the {@link Authenticator}, at {@code hello} and
 *     {@code reauth}, and so on a thread where it may block; an exception refuses the login. It has no say in connects,
 *     where no user is known yet. Default nobody
 */
public record FloodControl(
        Rate sends,
        Rate frames,
        Rate connects,
        Duration maxWait,
        int maxRefused,
        int maxRemembered,
        Predicate<UserId> exempt) {
    /** All defaults. */
    public static final FloodControl DEFAULTS = builder().build();

    /** Nobody is limited: for load tests. */
    public static final FloodControl OFF = builder()
            .sends(Rate.UNLIMITED)
            .frames(Rate.UNLIMITED)
            .connects(Rate.UNLIMITED)
            .exempt(user -> true)
            .build();

    /** @throws IllegalArgumentException if a value is out of range; the message names the option */
    public FloodControl {
        if (maxWait.isNegative() || maxWait.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("maxWait must be from 0 to 1 day, but is " + maxWait);
        }
        requirePositive("maxRefused", maxRefused);
        requirePositive("maxRemembered", maxRemembered);
    }

    private static void requirePositive(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + " must be 1 or more, but is " + value);
        }
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A token bucket.
     *
     * @param burst     so many at once; from 1 to 1,000,000
     * @param perSecond so many come back each second, evenly; from 0.001 to 1,000,000
     */
    public record Rate(int burst, double perSecond) {
        /** More than any client can send. */
        public static final Rate UNLIMITED = new Rate(1_000_000, 1_000_000);

        /** @throws IllegalArgumentException if a value is out of range, naming it */
        public Rate {
            if (burst < 1 || burst > 1_000_000) {
                throw new IllegalArgumentException("burst must be from 1 to 1000000, but is " + burst);
            }
            if (!(perSecond >= 0.001 && perSecond <= 1_000_000)) {
                throw new IllegalArgumentException("perSecond must be from 0.001 to 1000000, but is " + perSecond);
            }
        }
    }

    /** Collects options; each method is named as the option it sets, where its meaning is told. Not thread-safe. */
    public static final class Builder {
        private Rate sends = new Rate(60, 2);
        private Rate frames = new Rate(1_000, 200);
        private Rate connects = new Rate(200, 20);
        private Duration maxWait = Duration.ofSeconds(30);
        private int maxRefused = 100;
        private int maxRemembered = 10_000;
        private Predicate<UserId> exempt = user -> false;

        private Builder() {}

        /** Sets {@link FloodControl#sends()}. */
        public Builder sends(Rate value) {
            sends = value;
            return this;
        }

        /** Sets {@link FloodControl#frames()}. */
        public Builder frames(Rate value) {
            frames = value;
            return this;
        }

        /** Sets {@link FloodControl#connects()}. */
        public Builder connects(Rate value) {
            connects = value;
            return this;
        }

        /** Sets {@link FloodControl#maxWait()}. */
        public Builder maxWait(Duration value) {
            maxWait = value;
            return this;
        }

        /** Sets {@link FloodControl#maxRefused()}. */
        public Builder maxRefused(int value) {
            maxRefused = value;
            return this;
        }

        /** Sets {@link FloodControl#maxRemembered()}. */
        public Builder maxRemembered(int value) {
            maxRemembered = value;
            return this;
        }

        /** Sets {@link FloodControl#exempt()}. */
        public Builder exempt(Predicate<UserId> value) {
            exempt = value;
            return this;
        }

        /** @throws IllegalArgumentException if a value is out of range; the message names the option */
        public FloodControl build() {
            return new FloodControl(sends, frames, connects, maxWait, maxRefused, maxRemembered, exempt);
        }
    }
}
