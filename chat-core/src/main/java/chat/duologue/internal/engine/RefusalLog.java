package chat.duologue.internal.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each refusal: who, session, reason. At most some a second, so that an attack can't fill the disk. */
public final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final int LINES_A_SECOND = 10;
    private static final long SECOND = 1_000_000_000L;

    private long second = System.nanoTime();
    private int lines;
    private long left;

    /**
     * Logs, unless there was too much to log lately.
     *
     * @param who     a user's name, or "-" where it is not known
     * @param session a session's id, or "-"
     */
    public synchronized void refused(String who, String session, String reason) {
        long now = System.nanoTime();
        if (now - second > SECOND) {
            if (left > 0) {
                LOG.info("Refused {} more", left);
            }
            second = now;
            lines = 0;
            left = 0;
        }
        if (lines < LINES_A_SECOND) {
            lines++;
            LOG.info("Refused: user {} session {}: {}", who, session, reason);
        } else {
            left++;
        }
    }
}
