/**
 * Keeps chats in a database of the host's, over JDBC. The host owns the {@link javax.sql.DataSource}; the tables have a
 * prefix of their own and are migrated beside whatever else is there.
 */
@NullMarked
package chat.duologue.store.jdbc;

import org.jspecify.annotations.NullMarked;
