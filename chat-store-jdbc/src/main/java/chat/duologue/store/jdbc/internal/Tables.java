package chat.duologue.store.jdbc.internal;

import org.jspecify.annotations.Nullable;

/** The names of the tables, as they stand in every statement. */
record Tables(String start) {
    static Tables named(@Nullable String schema, String prefix) {
        return new Tables(schema == null ? prefix : schema + "." + prefix);
    }

    String meta() {
        return start + "meta";
    }

    String user() {
        return start + "user";
    }

    String conversation() {
        return start + "conversation";
    }

    String message() {
        return start + "message";
    }

    String event() {
        return start + "event";
    }

    String revision() {
        return start + "revision";
    }

    String attachment() {
        return start + "attachment";
    }

    String block() {
        return start + "block";
    }

    String search() {
        return start + "search";
    }

    String searchProgress() {
        return start + "search_progress";
    }

    String searchStale() {
        return start + "search_stale";
    }

    String listenerCursor() {
        return start + "listener_cursor";
    }

    String note() {
        return start + "note";
    }

    String noteHead() {
        return start + "note_head";
    }
}
