package chat.duologue.jetty.attachments;

import static java.util.Objects.requireNonNull;

import chat.duologue.model.ChatException;
import chat.duologue.spi.AttachmentStore.Key;
import chat.duologue.spi.AttachmentStore.Page;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The uploads in a directory. Each is a folder in its uploader's, {@code 3f/3f2a…/9c81…}, which appears complete and durable,
 * and disappears as a whole. What is not complete, or no longer, is in {@code partial}. Several nodes may share the
 * directory. Thread-safe.
 */
final class AttachmentFiles {
    private static final String PARTIAL = "partial";
    /** Nothing is written so slowly: what did not change for so long is what a crash left. */
    private static final Duration ABANDONED = Duration.ofHours(6);

    private final Path directory;

    /** @throws ChatException if the directory can't be made, or written to */
    AttachmentFiles(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory.resolve(PARTIAL));
            now();
        } catch (IOException e) {
            throw new ChatException(
                    "Attachments can't be kept in " + directory + ": check that this process may write there", e);
        }
    }

    /** By the clock of the file system, which may be another machine's. */
    private Instant now() throws IOException {
        Path file = Files.createTempFile(directory.resolve(PARTIAL), "now", "");
        Instant now = Files.getLastModifiedTime(file).toInstant();
        Files.delete(file);
        return now;
    }

    /** How much room is left. */
    long usableBytes() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    Optional<StoredFile> find(Place place) throws IOException {
        return StoredFile.in(place.below(directory));
    }

    /** @throws UploadRefused if it was uploaded before */
    PartialUpload begin(SignedPermit permit) throws IOException {
        return new PartialUpload(permit, newPartial(), permit.place().below(directory));
    }

    private Path newPartial() {
        return directory.resolve(PARTIAL).resolve(UUID.randomUUID().toString());
    }

    void remove(Place place) throws IOException {
        Path folder = place.below(directory);
        Path leaving = newPartial();
        try {
            Folders.move(folder, leaving);
        } catch (NoSuchFileException e) {
            return; // removed before
        }
        Folders.delete(leaving);
        try {
            Files.deleteIfExists(requireNonNull(folder.getParent()));
        } catch (DirectoryNotEmptyException e) {
            // its uploader has others
        }
    }

    /** As in {@link chat.duologue.spi.AttachmentStore#uploads}; {@code after} is the last place that was looked at. */
    Page page(@Nullable String after, Instant before, int limit) throws IOException {
        List<Place> places = placesAfter(after == null ? "" : after, limit);
        List<Key> found = new ArrayList<>();
        for (Place place : places) {
            Optional<StoredFile> file = find(place);
            if (file.isPresent() && file.get().uploadedAt().isBefore(before)) {
                found.add(new Key(file.get().uploader(), place.ref()));
            }
        }
        return new Page(
                found,
                places.size() < limit
                        ? Optional.empty()
                        : Optional.of(places.get(limit - 1).toString()));
    }

    private List<Place> placesAfter(String last, int limit) {
        return Folders.names(directory).stream()
                .filter(shard -> Place.canBeShard(shard) && !isBefore(shard, last))
                .flatMap(shard -> Folders.names(directory.resolve(shard)).stream()
                        .filter(folder -> Place.canBe(folder) && !isBefore(folder, last))
                        .flatMap(
                                folder -> Folders.names(directory.resolve(shard).resolve(folder)).stream()
                                        .filter(Place::canBe)
                                        .map(ref -> new Place(folder, ref))))
                .filter(place -> place.toString().compareTo(last) > 0)
                .limit(limit)
                .toList();
    }

    /** Whether all that begins with the prefix comes before {@code last}. */
    private static boolean isBefore(String prefix, String last) {
        return prefix.compareTo(last.substring(0, Math.min(prefix.length(), last.length()))) < 0;
    }

    /** Deletes what crashes left. */
    void removeAbandoned() throws IOException {
        Path partial = directory.resolve(PARTIAL);
        Instant limit = now().minus(ABANDONED);
        for (String name : Folders.names(partial)) {
            Path folder = partial.resolve(name);
            Path content = folder.resolve(StoredFile.CONTENT);
            try {
                Path newest = Files.exists(content) ? content : folder;
                if (Files.getLastModifiedTime(newest).toInstant().isBefore(limit)) {
                    Folders.delete(folder);
                }
            } catch (NoSuchFileException e) {
                continue; // complete, or removed, meanwhile
            }
        }
    }
}
