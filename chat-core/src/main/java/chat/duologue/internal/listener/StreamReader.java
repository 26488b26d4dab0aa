package chat.duologue.internal.listener;

import chat.duologue.model.Event;
import chat.duologue.model.EventPage;
import chat.duologue.model.UserId;
import chat.duologue.store.spi.Cursors.Cursor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a follower does with the streams. */
interface StreamReader {
    /** A call to the host. */
    interface HostCall {
        void run() throws Exception;
    }

    /**
     * What comes next in a stream.
     *
     * @param call  to be made first; null for none
     * @param then  where the reader is after that
     * @param again after what time to look on; null when there is something new
     */
    record Step(
            @Nullable HostCall call, Cursor then, @Nullable Duration again) {}

    /** How long after this event was committed to look at the stream; null where that is not worth a look of its own. */
    @Nullable Duration lookAfter(UserId user, Event event);

    /**
     * Decides, and may read the store for it.
     *
     * @param events those after the cursor; there may be none
     */
    Step next(UserId user, Cursor cursor, EventPage events);
}
