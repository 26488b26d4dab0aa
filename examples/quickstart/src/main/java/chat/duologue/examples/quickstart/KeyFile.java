package chat.duologue.examples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;

/** A random key in a file: made once, and only for who runs the server where the file system knows owners. */
final class KeyFile {
    private static final int KEY_BYTES = 32;

    private KeyFile() {}

    static byte[] in(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            make(folder, file);
        }
        return Files.readAllBytes(file);
    }

    /** A temporary file is its owner's alone from the beginning; moved into place, it is whole or not there. */
    private static void make(Path folder, Path file) throws IOException {
        byte[] fresh = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(fresh);
        Files.createDirectories(folder);
        Path temporary = Files.createTempFile(folder, "key", null);
        Files.write(temporary, fresh);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
