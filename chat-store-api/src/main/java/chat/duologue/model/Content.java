package chat.duologue.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a message says. Two sends under one client message id are the same message if their contents are equal.
 *
 * @param text        the text, or null; every Unicode character but U+0000 and unpaired surrogates, kept as it is
 * @param data        an opaque document of the host's, or null (over the wire: a JSON object); same characters
 * @param replyTo     the {@code seq} of the message in the same conversation that this one answers (1 or more), or null
 * @param attachments the files that belong to it, in the author's order, each {@code ref} once; mostly none
 */
public record Content(
        @Nullable String text,
        @Nullable String data,
        @Nullable Long replyTo,
        List<Attachment> attachments) {
    /** @throws IllegalArgumentException if neither text nor data nor an attachment is there, or one of them is not allowed */
    public Content {
        attachments = List.copyOf(attachments);
        if (text == null && data == null && attachments.isEmpty()) {
            throw new IllegalArgumentException("text, data or attachments must be present");
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
        if (attachments.size() > 1
                && attachments.stream().map(Attachment::ref).distinct().count() < attachments.size()) {
            throw new IllegalArgumentException("attachments must have each ref once");
        }
    }

    /** What has no attachments. */
    public Content(@Nullable String text, @Nullable String data, @Nullable Long replyTo) {
        this(text, data, replyTo, List.of());
    }

    /** A message of text alone. */
    public static Content text(String text) {
        return new Content(text, null, null);
    }

    /** Tells lengths only, never what was said. */
    @Override
    public String toString() {
        return "Content[text " + (text == null ? "none" : text.length()) + ", data "
                + (data == null ? "none" : data.length()) + ", replyTo " + replyTo
                + ", attachments " + attachments.size() + "]";
    }
}
