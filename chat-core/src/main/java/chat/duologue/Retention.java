package chat.duologue;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long the messages of a conversation are kept. Where both limits are set, a message goes when it passes either.
 *
 * @param maxAge      messages older than this go; empty: age does not matter. At least 1 millisecond, at most 100 years
 * @param maxMessages so many of the newest messages stay, older ones go; empty: their number does not matter. 0 or more
 */
public record Retention(Optional<Duration> maxAge, OptionalLong maxMessages) {
    /** Nothing goes. */
    public static final Retention FOREVER = new Retention(Optional.empty(), OptionalLong.empty());

    private static final Duration LONGEST = Duration.ofDays(36_525);

    /** @throws IllegalArgumentException if a limit is out of range, naming it */
    public Retention {
        maxAge.ifPresent(age -> {
            if (age.compareTo(Duration.ofMillis(1)) < 0 || age.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("maxAge must be from 1 millisecond to 100 years, but is " + age);
            }
        });
        if (maxMessages.isPresent() && maxMessages.getAsLong() < 0) {
            throw new IllegalArgumentException("maxMessages must be 0 or more, but is " + maxMessages.getAsLong());
        }
    }

    /** Messages go at this age. */
    public static Retention ofAge(Duration maxAge) {
        return new Retention(Optional.of(maxAge), OptionalLong.empty());
    }

    /** So many of the newest messages stay. */
    public static Retention ofMessages(long maxMessages) {
        return new Retention(Optional.empty(), OptionalLong.of(maxMessages));
    }
}
