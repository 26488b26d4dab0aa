package chat.duologue.store.jdbc.internal;

import java.util.Collection;
import java.util.List;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * The migrations for one kind of database, in their order. They need not begin at version 1: a kind that came later begins
 * with the tables as they were then.
 */
record Migrations(String folder, List<String> names) implements ResourceProvider {
    /** The version of the tables that this module works with: that of the last migration of each kind. */
    static final int LAST_VERSION = 6;

    @Override
    public @Nullable LoadableResource getResource(String name) {
        return null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return names.stream()
                .filter(name -> name.startsWith(prefix))
                .<LoadableResource>map(name -> new MigrationFile(folder, name))
                .toList();
    }
}
