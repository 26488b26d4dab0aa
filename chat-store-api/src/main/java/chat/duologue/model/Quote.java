package chat.duologue.model;

import org.jspecify.annotations.Nullable;

/**
 * What an answer shows of the message that it answers, as that one stands now.
 *
 * @param from     its author
 * @param text     the beginning of its text, at most {@link #MAX_CHARS} characters; null where it has none
 * @param recalled whether it was recalled
 */
public record Quote(UserId from, @Nullable String text, boolean recalled) {
    /** How much of the text is quoted, in {@code char}s; a pair of surrogates is not cut in two. */
    public static final int MAX_CHARS = 200;

    /** A quote of this message. */
    public static Quote of(Message message) {
        Content content = message.content();
        return of(message.from(), content == null ? null : content.text(), message.isRecalled());
    }

    /** A quote of the beginning of a text, which may be null. */
    public static Quote of(UserId from, @Nullable String text, boolean recalled) {
        return new Quote(from, beginning(text), recalled);
    }

    private static @Nullable String beginning(@Nullable String text) {
        if (text == null || text.length() <= MAX_CHARS) {
            return text;
        }
        boolean cutsPair = Character.isHighSurrogate(text.charAt(MAX_CHARS - 1));
        return text.substring(0, cutsPair ? MAX_CHARS - 1 : MAX_CHARS);
    }

    /** Tells no text. */
    @Override
    public String toString() {
        return "Quote[from " + from + ", recalled " + recalled + "]";
    }
}
