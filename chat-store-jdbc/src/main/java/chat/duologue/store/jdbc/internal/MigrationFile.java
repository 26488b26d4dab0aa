package chat.duologue.store.jdbc.internal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.flywaydb.core.api.resource.LoadableResource;

/** One of this module's migrations. Flyway is handed the files, so that it never searches the host's class path. */
final class MigrationFile extends LoadableResource {
    private final String path;
    private final String name;

    MigrationFile(String folder, String name) {
        this.path = "/chat/duologue/store/jdbc/migration/" + folder + "/" + name;
        this.name = name;
    }

    @Override
    public Reader read() {
        try (InputStream in = MigrationFile.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new FileNotFoundException(path);
            }
            return new StringReader(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String getAbsolutePath() {
        return path;
    }

    @Override
    public String getAbsolutePathOnDisk() {
        return path;
    }

    @Override
    public String getFilename() {
        return name;
    }

    @Override
    public String getRelativePath() {
        return name;
    }
}
