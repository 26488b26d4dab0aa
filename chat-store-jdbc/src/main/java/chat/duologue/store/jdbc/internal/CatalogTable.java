package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A table as the database's own catalog has it. */
record CatalogTable(@Nullable String catalog, @Nullable String schema, String name) {

    /** @param table as it stands in statements */
    static CatalogTable of(Connection connection, String table) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        int dot = table.indexOf('.');
        String schema = dot < 0 ? connection.getSchema() : SchemaNames.stored(database, table.substring(0, dot));
        // MySQL's schemas are JDBC's catalogs
        String catalog = dot < 0 || database.supportsSchemasInTableDefinitions() ? connection.getCatalog() : schema;
        return new CatalogTable(catalog, schema, SchemaNames.stored(database, table.substring(dot + 1)));
    }
}
