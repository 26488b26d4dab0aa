package chat.duologue.examples.quickstart;

import org.jspecify.annotations.Nullable;

/**
 * A database server to use instead of the embedded database.
 *
 * @param user     null where the URL says it
 * @param password null where the URL says it, or none is needed
 */
record Database(String url, @Nullable String user, @Nullable String password) {
    /** Without the URL, which may hold a password too. */
    @Override
    public String toString() {
        return "Database[user=" + user + "]";
    }
}
