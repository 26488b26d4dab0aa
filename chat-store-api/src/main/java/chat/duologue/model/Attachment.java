package chat.duologue.model;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file that a message refers to; its bytes lie elsewhere.
 *
 * @param ref       where they lie, as the server allotted it: 1 to 64 of the characters A-Z a-z 0-9 _ -
 * @param name      the file's name for people: 1 to 255 characters, no control characters, no unpaired surrogates, no
 *                  {@code /} and no {@code \}
 * @param mediaType {@code type/subtype} without parameters (RFC 6838), in lower case, at most 127 characters
 * @param bytes     how long it is, 0 or more
 * @param sha256    its SHA-256, 64 hexadecimal digits in lower case, or null
 * @param preview   a stand-in until it is loaded, as the host's clients agree on (a BlurHash, a small picture in base64), or
 *                  null; every Unicode character but U+0000 and unpaired surrogates, kept as it is
 */
public record Attachment(
        String ref,
        String name,
        String mediaType,
        long bytes,
        @Nullable String sha256,
        @Nullable String preview) {
    /** The longest allowed ref, in {@code char}s. */
    public static final int MAX_REF_CHARS = 64;

    /** The longest allowed name, in {@code char}s. */
    public static final int MAX_NAME_CHARS = 255;

    /** The longest allowed media type, in {@code char}s. */
    public static final int MAX_MEDIA_TYPE_CHARS = 127;

    private static final Pattern REF = Pattern.compile("[A-Za-z0-9_-]{1," + MAX_REF_CHARS + "}");
    private static final Pattern MEDIA_TYPE = Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    /** @throws IllegalArgumentException if one of them is not allowed; the message names it */
    public Attachment {
        requireRef(ref);
        requireFile(name, mediaType, bytes, sha256);
        if (preview != null) {
            Names.requireText("preview", preview, true);
        }
    }

    /**
     * Checks a ref.
     *
     * @throws IllegalArgumentException if it can't be one
     */
    public static void requireRef(String ref) {
        if (!REF.matcher(ref).matches()) {
            throw new IllegalArgumentException(
                    "ref must have 1 to " + MAX_REF_CHARS + " of the characters A-Z a-z 0-9 _ -");
        }
    }

    /**
     * Checks what is told of a file before it has a ref.
     *
     * @throws IllegalArgumentException if one of them is not allowed; the message names it
     */
    public static void requireFile(String name, String mediaType, long bytes, @Nullable String sha256) {
        Names.require("name", name, MAX_NAME_CHARS);
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            throw new IllegalArgumentException("name must not contain / or \\");
        }
        if (mediaType.length() > MAX_MEDIA_TYPE_CHARS
                || !MEDIA_TYPE.matcher(mediaType).matches()) {
            throw new IllegalArgumentException(
                    "mediaType must be type/subtype in lower case, without parameters, at most " + MAX_MEDIA_TYPE_CHARS
                            + " characters");
        }
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must be 0 or more");
        }
        if (sha256 != null && !SHA_256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("sha256 must be 64 hexadecimal digits in lower case");
        }
    }

    /** Tells kind and length only. */
    @Override
    public String toString() {
        return "Attachment[" + mediaType + ", " + bytes + " bytes]";
    }
}
