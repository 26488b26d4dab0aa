package chat.duologue.store.jdbc.internal;

import org.jspecify.annotations.Nullable;

/** The names of the tables, as they stand in every statement. */
record Tables(String meta, String user, String conversation, String message, String event) {
    static Tables named(@Nullable String schema, String prefix) {
        String start = schema == null ? prefix : schema + "." + prefix;
        return new Tables(start + "meta", start + "user", start + "conversation", start + "message", start + "event");
    }
}
