package chat.duologue.jetty.attachments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of an upload while they come, in a folder where nobody looks. It becomes an upload by one renaming, or nothing
 * at all. Not thread-safe.
 */
final class PartialUpload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartialUpload.class);

    private final SignedPermit permit;
    private final Path folder;
    private final Path target;
    private final FileChannel content;
    private final MessageDigest hash;
    private long bytes;
    private boolean complete;

    /**
     * @param folder not there yet
     * @param target not there, unless it was uploaded before
     */
    PartialUpload(SignedPermit permit, Path folder, Path target) throws IOException {
        this.permit = permit;
        this.folder = folder;
        this.target = target;
        try {
            hash = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
        if (Files.exists(target)) {
            throw uploadedBefore();
        }
        Files.createDirectories(folder);
        content = FileChannel.open(
                folder.resolve(StoredFile.CONTENT), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    static UploadRefused tooLong() {
        return new UploadRefused(HttpStatus.PAYLOAD_TOO_LARGE_413, "longer than what was permitted");
    }

    static UploadRefused tooShort() {
        return new UploadRefused(HttpStatus.BAD_REQUEST_400, "shorter than what was permitted");
    }

    private static UploadRefused uploadedBefore() {
        return new UploadRefused(HttpStatus.CONFLICT_409, "it was uploaded before");
    }

    void write(ByteBuffer more) throws IOException {
        bytes += more.remaining();
        if (bytes > permit.bytes()) {
            throw tooLong();
        }
        hash.update(more.duplicate());
        while (more.hasRemaining()) {
            content.write(more);
        }
    }

    /** Makes it an upload, durably. */
    void complete(InstantSource clock) throws IOException {
        String sha256 = HexFormat.of().formatHex(hash.digest());
        if (bytes != permit.bytes()) {
            throw tooShort();
        }
        if (permit.sha256() != null && !permit.sha256().equals(sha256)) {
            throw new UploadRefused(HttpStatus.UNPROCESSABLE_ENTITY_422, "sha256 is not that of the bytes");
        }
        content.force(true);
        content.close();
        new StoredFile(
                        folder.resolve(StoredFile.CONTENT),
                        permit.by(),
                        permit.mediaType(),
                        bytes,
                        sha256,
                        clock.instant())
                .writeAbout();
        Folders.force(folder);
        try {
            Folders.move(folder, target);
        } catch (IOException e) {
            throw Files.exists(target) ? uploadedBefore() : e;
        }
        complete = true;
    }

    /** Leaves nothing behind of what is not complete. */
    @Override
    public void close() {
        try {
            content.close();
            if (!complete) {
                Folders.delete(folder);
            }
        } catch (IOException e) {
            LOG.warn("What is left of a partial upload could not be deleted yet: {}", e.toString());
        }
    }
}
