package chat.duologue.model;

import org.jspecify.annotations.Nullable;

/**
 * What a message says. Two sends under one client message id are the same message if their contents are equal.
 *
 * @param text    the text, or null; every Unicode character but U+0000 and unpaired surrogates, kept as it is
 * @param data    an opaque document of the host's, or null (over the wire: a JSON object); same characters
 * @param replyTo the {@code seq} of the message in the same conversation that this one answers (1 or more), or null
 */
public record Content(
        @Nullable String text,
        @Nullable String data,
        @Nullable Long replyTo) {
    /** @throws IllegalArgumentException if neither text nor data is there, or one of the three is not allowed */
    public Content {
        if (text == null && data == null) {
            throw new IllegalArgumentException("text or data must be present");
        }
        if (text != null) {
            Names.requireText("text", text, true);
        }
        if (data != null) {
            Names.requireText("data", data, true);
        }
        if (replyTo != null && replyTo < 1) {
            throw new IllegalArgumentException("replyTo must be 1 or more");
        }
    }

    /** A message of text alone. */
    public static Content text(String text) {
        return new Content(text, null, null);
    }

    /** Tells lengths only, never what was said. */
    @Override
    public String toString() {
        return "Content[text " + (text == null ? "none" : text.length()) + ", data "
                + (data == null ? "none" : data.length()) + ", replyTo " + replyTo + "]";
    }
}
