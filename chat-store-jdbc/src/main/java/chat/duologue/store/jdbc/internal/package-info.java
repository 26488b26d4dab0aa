/** How the JDBC store works: dialects and schema, one transaction per batch of writes, index range scans for reads. */
@NullMarked
package chat.duologue.store.jdbc.internal;

import org.jspecify.annotations.NullMarked;
