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

    /** Whether no cursor is left. */
    synchronized boolean remove(StreamCursor cursor) {
        List<StreamCursor> fewer = new ArrayList<>(cursors);
        fewer.remove(cursor);
        cursors = List.copyOf(fewer);
        return cursors.isEmpty();
    }

    synchronized List<StreamCursor> cursors() {
        return cursors;
    }
}
