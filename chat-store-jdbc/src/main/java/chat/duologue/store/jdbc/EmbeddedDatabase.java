package chat.duologue.store.jdbc;

import chat.duologue.store.jdbc.internal.H2Backup;
import chat.duologue.store.spi.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;

/**
 * An H2 database in a folder, inside this process: what a server on one machine needs, and no other program. Immutable.
 *
 * <p>What was committed survives a killed process, not a power cut: H2 writes every commit to the file before it answers,
 * but leaves it to the operating system when that reaches the disk. Only one process at a time can open the folder.
 *
 * <p>H2 writes whole pages, and reuses their space only 45 seconds later: under load the file is much larger than what it
 * keeps. The store copies what is still in use out of older stretches of the file as it goes, so that it does not grow for
 * ever.
 *
 * <p>The host adds {@code com.h2database:h2} and puts a pool over the {@link #url}. Without a pool the database would be
 * opened and closed with every connection.
 */
public final class EmbeddedDatabase {
    private final String url;

    private EmbeddedDatabase(String url) {
        this.url = url;
    }

    /**
     * The database in this folder, which H2 creates with the first connection.
     *
     * @throws IllegalArgumentException if the folder's path has a semicolon: it would end the path in an H2 URL
     */
    public static EmbeddedDatabase inFolder(Path folder) {
        String path = folder.toAbsolutePath().normalize().toString().replace('\\', '/');
        if (path.indexOf(';') >= 0) {
            throw new IllegalArgumentException("folder must not have a semicolon in its path");
        }
        return new EmbeddedDatabase("jdbc:h2:async:" + path + "/duologue"
                + ";WRITE_DELAY=0" // a commit is in the file before it is answered
                + ";LOCK_TIMEOUT=10000"
                + ";DB_CLOSE_ON_EXIT=FALSE" // or H2 would close it under a server that still drains
                + ";QUERY_CACHE_SIZE=128"); // all of the store's statements, per connection
    }

    /**
     * Copies the database as it is now into a new ZIP file, while people write; their writes wait until it is done.
     *
     * <p>In the process that has the database open. H2's own {@code BACKUP TO} does the copying; here no write of the
     * stores in this process is half done meanwhile. What the host writes by itself into the same database may be.
     *
     * @param dataSource of the store
     * @param file       a path that does not exist yet, in a folder that does
     * @throws IllegalArgumentException if the file is there already, or the database is not H2
     * @throws StoreException if it can't be written; what is there of it by then is no backup
     */
    public static void backup(DataSource dataSource, Path file) {
        if (Files.exists(file)) {
            throw new IllegalArgumentException("file must not exist yet: a backup never writes over another");
        }
        H2Backup.take(dataSource, file.toAbsolutePath());
    }

    /** The JDBC URL with every setting the store wants. */
    public String url() {
        return url;
    }

    @Override
    public String toString() {
        return url;
    }
}
