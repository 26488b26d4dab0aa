package chat.duologue;

import org.jspecify.annotations.Nullable;

/** What a {@link MessageInterceptor} decides. Closed: there will be no fourth. */
public sealed interface Verdict {
    /** It may be said as it is. */
    Verdict PASS = new Pass();

    /** It may be said as it is: {@link Verdict#PASS}. */
    record Pass() implements Verdict {}

    /**
     * It is to say something else. What it answers stays, and so do its attachments. The sender is told {@code ok} like
     * everyone, and learns of the change by the event of the message. A change to what no client could say (neither text nor
     * data nor an attachment, over the limits, U+0000, an unpaired surrogate) is answered {@code internal}, and nothing is
     * stored, {@link ChatServerOptions#interceptorFailsOpen()} or not.
     *
     * @param text the text, or null for none; in an edit null leaves it
     * @param data the data, a JSON object (not checked), or null for none; in an edit null leaves it
     */
    record Change(@Nullable String text, @Nullable String data) implements Verdict {
        /** Tells lengths only, never what is said. */
        @Override
        public String toString() {
            return "Change[text " + (text == null ? "none" : text.length()) + ", data "
                    + (data == null ? "none" : data.length()) + "]";
        }
    }

    /**
     * It may not be said: the sender is answered {@code rejected}, and nothing is stored.
     *
     * @param message why, for the sender's eyes: plain text. Never in the way of a refusal: what is beyond
     *                {@link #MAX_CHARS} is cut off, and control characters and unpaired surrogates become U+FFFD
     */
    record Refuse(String message) implements Verdict {
        /** The longest message, in Unicode characters. */
        public static final int MAX_CHARS = 500;

        /** A refusal with that message, made fit to be sent. */
        public Refuse {
            message = message.codePoints()
                    .limit(MAX_CHARS)
                    .map(c ->
                            Character.isISOControl(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                                    ? 0xFFFD
                                    : c)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }
    }
}
