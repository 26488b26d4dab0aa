package chat.duologue.store.jdbc.internal;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;

/** Names of tables and schemas, as the database's own catalog has them. */
final class SchemaNames {
    private SchemaNames() {}

    /** How the database keeps a name that was not quoted. */
    static String stored(DatabaseMetaData database, String name) throws SQLException {
        if (database.storesUpperCaseIdentifiers()) {
            return name.toUpperCase(Locale.ROOT);
        }
        return database.storesLowerCaseIdentifiers() ? name.toLowerCase(Locale.ROOT) : name;
    }

    /** A name as a pattern that matches nothing else. */
    static String escaped(DatabaseMetaData database, String name) throws SQLException {
        return name.replace("_", database.getSearchStringEscape() + "_");
    }
}
