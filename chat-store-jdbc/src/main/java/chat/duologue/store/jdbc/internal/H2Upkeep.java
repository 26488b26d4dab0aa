package chat.duologue.store.jdbc.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the file of an embedded H2 database from growing for ever. H2 appends what a commit changed, in whole pages, and
 * reuses the space of what is out of date; but where a stretch of the file holds a few pages that are still in use, it
 * first has to copy those. It does that on the thread that also writes delayed commits, and with WRITE_DELAY=0 there is no
 * such thread. So the writers do it, a little for every so many bytes that they wrote.
 */
final class H2Upkeep implements Upkeep {
    private static final int LOOKS_EVERY_COMMITS = 16;
    private static final long COPIES_EVERY_BYTES = 8 << 20;
    private static final int COPIES_BYTES = 4 << 20;
    /** Copies while less than this part of the file's older stretches is in use. */
    private static final int USED_PERCENT = 50;

    private static final Logger LOG = LoggerFactory.getLogger(H2Upkeep.class);

    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong writtenBefore = new AtomicLong();
    private volatile boolean outOfReach;

    @Override
    public void afterCommit(Connection connection) {
        if (outOfReach || commits.incrementAndGet() % LOOKS_EVERY_COMMITS != 0) {
            return;
        }
        try {
            if (connection.isWrapperFor(JdbcConnection.class)
                    && connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session) {
                look(session.getDatabase().getStore().getMvStore());
            }
        } catch (SQLException | RuntimeException e) {
            // the commit is safe; a thread that was interrupted while it waited for the file comes here too
            LOG.debug("Compacting the H2 file failed: {}", e.getClass().getName());
        } catch (LinkageError e) {
            outOfReach = true;
            LOG.warn(
                    "H2's classes are out of this module's reach: if its database is a file of this process, put H2 on the"
                            + " module path, or that file grows with every commit until it is closed.");
        }
    }

    private void look(MVStore store) {
        FileStore<?> file = store.getFileStore();
        if (file == null || store.getAutoCommitDelay() != 0) {
            return;
        }
        Map<String, String> info = new HashMap<>();
        file.populateInfo(info::put);
        long written = number(info, "info.FILE_WRITE_BYTES");
        long before = writtenBefore.get();
        boolean reopened = written < before;
        if ((reopened || written - before >= COPIES_EVERY_BYTES)
                && writtenBefore.compareAndSet(before, written)
                && number(info, "info.CHUNKS_FILL_RATE_RW") < USED_PERCENT) {
            store.compact(100, COPIES_BYTES);
        }
    }

    private static long number(Map<String, String> info, String name) {
        return Long.parseLong(info.getOrDefault(name, "0"));
    }
}
