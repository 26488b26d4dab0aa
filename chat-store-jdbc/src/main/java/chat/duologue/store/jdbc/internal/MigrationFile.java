package chat.duologue.store.jdbc.internal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** One of this module's migrations. Flyway is handed the files, so that it never searches the host's class path. */
final class MigrationFile extends LoadableResource {
    private static final List<String> NAMES = List.of("V1__users_conversations_messages_events.sql");

    private final String path;
    private final String name;

    private MigrationFile(String folder, String name) {
        this.path = "/chat/duologue/store/jdbc/" + folder + "/" + name;
        this.name = name;
    }

    /** The version of the tables that this module works with: that of its last migration. */
    static int lastVersion() {
        return NAMES.size();
    }

    static ResourceProvider provider(String folder) {
        List<LoadableResource> files = NAMES.stream()
                .<LoadableResource>map(name -> new MigrationFile(folder, name))
                .toList();
        return new ResourceProvider() {
            @Override
            public @Nullable LoadableResource getResource(String name) {
                return null;
            }

            @Override
            public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
                return files.stream()
                        .filter(file -> file.getFilename().startsWith(prefix))
                        .toList();
            }
        };
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
