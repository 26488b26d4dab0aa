package chat.duologue.jetty.attachments;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** What is done with folders so that it outlives a crash. */
final class Folders {
    /** Elsewhere a folder can't be opened, and its entries are durable without it. */
    private static final boolean CAN_BE_FORCED =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private Folders() {}

    /** Names of what is in it, in their order; none where it is not there. */
    static List<String> names(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the entries of a folder durable. */
    static void force(Path folder) throws IOException {
        if (CAN_BE_FORCED) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Moves a folder at once and durably. Fails where the target is there and not empty. */
    static void move(Path folder, Path target) throws IOException {
        create(parent(target));
        try {
            Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            create(parent(target)); // somebody found it empty, and removed it
            Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
        }
        force(parent(target));
    }

    private static void create(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            create(parent(folder));
            Files.createDirectories(folder);
            force(parent(folder));
        }
    }

    private static Path parent(Path folder) {
        return requireNonNull(folder.getParent());
    }

    /** Deletes a folder and the files in it, if it is there. */
    static void delete(Path folder) throws IOException {
        for (String name : names(folder)) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.deleteIfExists(folder);
    }
}
