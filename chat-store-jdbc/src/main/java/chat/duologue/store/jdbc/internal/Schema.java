package chat.duologue.store.jdbc.internal;

import chat.duologue.store.spi.StoreException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/** Sees to it that the tables are there, and of the version that this module works with. */
final class Schema {
    private static final int NEEDED = Migrations.LAST_VERSION;
    private static final int NONE = 0;
    private static final int MOST_ATTEMPTS = 5;

    private final DataSource dataSource;
    private final Connections connections;
    private final String prefix;
    private final @Nullable String schema;
    private final Meta meta;

    Schema(DataSource dataSource, Connections connections, String prefix, @Nullable String schema, Meta meta) {
        this.dataSource = dataSource;
        this.connections = connections;
        this.prefix = prefix;
        this.schema = schema;
        this.meta = meta;
    }

    /** @throws StoreException if the tables are not of the right version afterwards */
    void prepare(boolean migrate) {
        FlywayException failure = null;
        for (int attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
            int found = connections.read("tell the version of its tables", this::version);
            requireUsable(found, migrate);
            if (found == NEEDED) {
                return;
            }
            try {
                migrate(found);
            } catch (FlywayException e) {
                requireFlywayModule(e);
                // stores that open at once on an empty database get in each other's way
                failure = e;
                pause(attempt);
            }
        }
        throw StoreException.lasting(
                "The tables " + prefix + "* could not be migrated to version " + NEEDED
                        + ": see the cause, and open the store again.",
                failure);
    }

    /** @throws StoreException if there are no tables, of whatever version */
    void requireTables() {
        if (connections.read("tell the version of its tables", this::version) == NONE) {
            throw StoreException.lasting(
                    "The tables " + prefix
                            + "* do not exist: there is no store here, or it has another prefix or schema.",
                    null);
        }
    }

    private void requireUsable(int found, boolean migrate) {
        if (found > NEEDED) {
            throw StoreException.lasting(
                    "The tables " + prefix + "* have version " + found + ", made by a newer library, and this one knows"
                            + " version " + NEEDED + ": upgrade chat-store-jdbc, or restore a backup of the database"
                            + " from before.",
                    null);
        }
        if (found < NEEDED && !migrate) {
            throw StoreException.lasting(
                    "The tables " + prefix + "* "
                            + (found == NONE ? "do not exist" : "have version " + found)
                            + ", and version " + NEEDED + " is needed: open the store with migrate=true, or apply"
                            + " chat-store-jdbc's SQL files by hand.",
                    null);
        }
    }

    private void requireFlywayModule(FlywayException e) {
        Dialect.FlywayModule module = connections.dialect().flywayModule();
        if (module != null && !module.isThere()) {
            throw StoreException.lasting(
                    "Flyway can't migrate this database without " + module.artifact()
                            + ": add it to the class path, or apply chat-store-jdbc's SQL files by hand.",
                    e);
        }
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(100L * attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int version(Connection connection) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        String in = schema == null ? connection.getSchema() : SchemaNames.stored(database, schema);
        String catalog = schema != null && connections.dialect().schemaIsCatalog() ? schema : connection.getCatalog();
        String table = SchemaNames.escaped(database, SchemaNames.stored(database, prefix + "meta"));
        try (ResultSet tables = database.getTables(catalog, in, table, null)) {
            if (!tables.next()) {
                return NONE;
            }
        }
        // the last statement of the first migration: without it, that one was cut short
        String version = meta.get(connection, Meta.SCHEMA_VERSION);
        return version == null ? NONE : Integer.parseInt(version);
    }

    private FluentConfiguration configuration(DatabaseMetaData database, int found) throws SQLException {
        FluentConfiguration flyway = Flyway.configure(Schema.class.getClassLoader())
                .dataSource(dataSource)
                .locations(new String[0])
                .resourceProvider(connections.dialect().migrations())
                .javaMigrationClassProvider(List::of)
                .skipDefaultCallbacks(true)
                .table(SchemaNames.stored(database, prefix + "schema_history"))
                .placeholders(Map.of("prefix", prefix))
                .baselineOnMigrate(true)
                .baselineVersion(Integer.toString(found));
        if (schema != null) {
            flyway.defaultSchema(SchemaNames.stored(database, schema)).createSchemas(true);
        }
        return flyway;
    }

    private void migrate(int found) {
        FluentConfiguration configuration = connections.read(
                "tell how it writes names", connection -> configuration(connection.getMetaData(), found));
        // without a connection of our own: Flyway takes what the pool has
        Flyway flyway = configuration.load();
        flyway.repair(); // every migration may be run again after one that failed
        flyway.migrate();
    }
}
