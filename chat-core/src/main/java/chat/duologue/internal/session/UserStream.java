package chat.duologue.internal.session;

import java.util.ArrayList;
import java.util.List;

/** The cursors over one user's stream on this node, oldest first. Thread-safe. */
final class UserStream {
    private List<StreamCursor> cursors = List.of();

    synchronized void add(StreamCursor cursor) {
        List<StreamCursor> more = new ArrayList<>(cursors);
        more.add(cursor);
        cursors = List.copyOf(more);
    }

    /** Whether it was there. */
    synchronized boolean remove(StreamCursor cursor) {
        List<StreamCursor> fewer = new ArrayList<>(cursors);
        boolean wasThere = fewer.remove(cursor);
        cursors = List.copyOf(fewer);
        return wasThere;
    }

    synchronized List<StreamCursor> cursors() {
        return cursors;
    }
}
