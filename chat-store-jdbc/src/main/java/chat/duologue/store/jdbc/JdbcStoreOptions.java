package chat.duologue.store.jdbc;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the tables lie and who creates them. Immutable.
 *
 * @param tablePrefix what every table's name begins with: a letter, then letters, digits and underscores, at most 30;
 *                    default {@code duologue_}
 * @param schema      the database schema of the tables, created by the migration where it is missing: a letter, then
 *                    letters, digits and underscores, at most 60; default: the connection's own schema. To MySQL and
 *                    MariaDB a schema is a database: the tables lie in the one of that name, on the same server
 * @param migrate     whether opening the store creates or migrates its tables; default true. False: the store only checks
 *                    that they have the version it needs, and refuses to open otherwise
 * @param remembered  how many conversations, and twice as many users, the store remembers so that it need not read them
 *                    for each message; 0 to 10,000,000, each takes about 1 KB; default 50,000. What others changed is never
 *                    taken from memory
 * @param search      whether messages can be searched, and this store makes the index for it; default true. False spares the
 *                    index, and {@code search} is {@code unsupported}; what is in the index stays there, and goes with the
 *                    messages when they are removed or edited after it was switched on again
 */
public record JdbcStoreOptions(
        String tablePrefix, Optional<String> schema, boolean migrate, int remembered, boolean search) {
    private static final int MOST_REMEMBERED = 10_000_000;
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,29}");
    private static final Pattern SCHEMA = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,59}");

    /** Every option at its default. */
    public static final JdbcStoreOptions DEFAULTS = builder().build();

    /** @throws IllegalArgumentException if a name is not allowed */
    public JdbcStoreOptions {
        if (!PREFIX.matcher(tablePrefix).matches()) {
            throw new IllegalArgumentException(
                    "tablePrefix must be a letter, then letters, digits and underscores, at most 30 characters");
        }
        if (schema.isPresent() && !SCHEMA.matcher(schema.get()).matches()) {
            throw new IllegalArgumentException(
                    "schema must be a letter, then letters, digits and underscores, at most 60 characters");
        }
        if (remembered < 0 || remembered > MOST_REMEMBERED) {
            throw new IllegalArgumentException("remembered must be from 0 to " + MOST_REMEMBERED);
        }
    }

    /** A builder that holds the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds {@link JdbcStoreOptions}. Not thread-safe. */
    public static final class Builder {
        private String tablePrefix = "duologue_";
        private Optional<String> schema = Optional.empty();
        private boolean migrate = true;
        private int remembered = 50_000;
        private boolean search = true;

        private Builder() {}

        /** See {@link JdbcStoreOptions#tablePrefix}. */
        public Builder tablePrefix(String value) {
            tablePrefix = value;
            return this;
        }

        /** See {@link JdbcStoreOptions#schema}. */
        public Builder schema(String value) {
            schema = Optional.of(value);
            return this;
        }

        /** See {@link JdbcStoreOptions#migrate}. */
        public Builder migrate(boolean value) {
            migrate = value;
            return this;
        }

        /** See {@link JdbcStoreOptions#remembered}. */
        public Builder remembered(int value) {
            remembered = value;
            return this;
        }

        /** See {@link JdbcStoreOptions#search}. */
        public Builder search(boolean value) {
            search = value;
            return this;
        }

        /** @throws IllegalArgumentException if a value is not allowed, naming it */
        public JdbcStoreOptions build() {
            return new JdbcStoreOptions(tablePrefix, schema, migrate, remembered, search);
        }
    }
}
