package chat.duologue.jetty.attachments;

import static java.nio.charset.StandardCharsets.UTF_8;

import chat.duologue.model.UserId;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Where an upload lies below the directory of all. Made of hexadecimal digits alone, it names the same file on every file
 * system, and leads nowhere else.
 *
 * @param folder stands for the uploader
 * @param ref    which upload of theirs
 */
record Place(String folder, String ref) {
    private static final int BYTES = 16;
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{" + 2 * BYTES + "}");
    private static final Pattern SHARD = Pattern.compile("[0-9a-f]{2}");

    /** @throws IllegalArgumentException if one of the two is not made of 32 digits */
    Place {
        if (!canBe(folder) || !canBe(ref)) {
            throw new IllegalArgumentException("not a place of an upload");
        }
    }

    /** Whether a text is such a name: nothing else in the directory is an upload. */
    static boolean canBe(String name) {
        return DIGITS.matcher(name).matches();
    }

    /** Whether a text is the name of what the folders of some uploaders are in. */
    static boolean canBeShard(String name) {
        return SHARD.matcher(name).matches();
    }

    static Place of(UserId uploader, String ref) {
        return new Place(folderOf(uploader), ref);
    }

    /** One that nobody can guess. */
    static Place random(UserId uploader, SecureRandom random) {
        byte[] ref = new byte[BYTES];
        random.nextBytes(ref);
        return of(uploader, HexFormat.of().formatHex(ref));
    }

    private static String folderOf(UserId uploader) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(uploader.value().getBytes(UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    Path below(Path directory) {
        return directory.resolve(folder.substring(0, 2)).resolve(folder).resolve(ref);
    }

    @Override
    public String toString() {
        return folder + "/" + ref;
    }
}
