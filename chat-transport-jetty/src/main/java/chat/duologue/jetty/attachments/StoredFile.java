package chat.duologue.jetty.attachments;

import chat.duologue.model.UserId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A complete upload: a folder with the bytes, and with what is known of them.
 *
 * @param content  the bytes
 * @param uploader whose they are
 */
record StoredFile(Path content, UserId uploader, String mediaType, long bytes, String sha256, Instant uploadedAt) {
    private static final Logger LOG = LoggerFactory.getLogger(StoredFile.class);

    static final String CONTENT = "content";
    static final String ABOUT = "about";

    /** What is in a folder; empty where it is not there, or damaged. */
    static Optional<StoredFile> in(Path folder) throws IOException {
        Properties about = new Properties();
        try (BufferedReader reader = Files.newBufferedReader(folder.resolve(ABOUT))) {
            about.load(reader);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(new StoredFile(
                    folder.resolve(CONTENT),
                    new UserId(about.getProperty("uploader", "")),
                    about.getProperty("mediaType", ""),
                    Long.parseLong(about.getProperty("bytes", "")),
                    about.getProperty("sha256", ""),
                    Instant.parse(about.getProperty("uploadedAt", ""))));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            LOG.warn("An attachment is damaged: {} in {}", ABOUT, folder);
            return Optional.empty();
        }
    }

    /** Writes, durably, what is to be known of the bytes beside them. */
    void writeAbout() throws IOException {
        Properties about = new Properties();
        about.setProperty("uploader", uploader.value());
        about.setProperty("mediaType", mediaType);
        about.setProperty("bytes", Long.toString(bytes));
        about.setProperty("sha256", sha256);
        about.setProperty("uploadedAt", uploadedAt.toString());
        StringWriter text = new StringWriter();
        about.store(text, null);
        ByteBuffer rest = StandardCharsets.UTF_8.encode(text.toString());
        try (FileChannel file = FileChannel.open(
                content.resolveSibling(ABOUT), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (rest.hasRemaining()) {
                file.write(rest);
            }
            file.force(true);
        }
    }
}
