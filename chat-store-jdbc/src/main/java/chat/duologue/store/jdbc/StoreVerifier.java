package chat.duologue.store.jdbc;

import chat.duologue.store.jdbc.internal.Verification;
import chat.duologue.store.spi.StoreException;
import java.util.List;
import javax.sql.DataSource;

/**
 * Checks a store from outside, say after a backup was restored: whether sequences are dense, keys there, markers within
 * bounds, counts right, and streams consistent with messages.
 *
 * <p>It reads every message's row, but not what it says, in one transaction that sees one moment: so it may run beside a
 * server that writes. It changes nothing. The memory it takes does not grow with the store.
 */
public final class StoreVerifier {
    /**
     * What was found. Immutable.
     *
     * @param users         how many users were checked
     * @param conversations how many conversations
     * @param messages      how many messages
     * @param events        how many events that are not messages
     * @param broken        how many times a rule is broken; 0: the store is sound
     * @param findings      where, at most 20 for each rule
     */
    public record Report(
            long users, long conversations, long messages, long events, long broken, List<Finding> findings) {
        /** Copies the findings. */
        public Report {
            findings = List.copyOf(findings);
        }

        /** Whether no rule is broken. */
        public boolean isSound() {
            return broken == 0;
        }
    }

    /**
     * A place where a rule is broken. Immutable. Nothing in it is anything that a user wrote.
     *
     * @param rule     the rule, in one sentence
     * @param where    the row or rows, by the numbers that the tables have
     * @param expected what would be right
     * @param found    what is there
     */
    public record Finding(String rule, String where, String expected, String found) {
        @Override
        public String toString() {
            return where + ": expected " + expected + ", found " + found + " (" + rule + ")";
        }
    }

    private StoreVerifier() {}

    /** Checks a store that was opened with {@link JdbcStoreOptions#DEFAULTS}. */
    public static Report verify(DataSource dataSource) {
        return verify(dataSource, JdbcStoreOptions.DEFAULTS);
    }

    /**
     * Checks the store that was opened with these options.
     *
     * @throws StoreException if there is none, if it is of another version than this library, or if it can't be read
     */
    public static Report verify(DataSource dataSource, JdbcStoreOptions options) {
        Verification.Result result = Verification.run(
                dataSource, options.tablePrefix(), options.schema().orElse(null));
        return new Report(
                result.users(),
                result.conversations(),
                result.messages(),
                result.events(),
                result.count(),
                result.findings().stream()
                        .map(finding -> new Finding(
                                finding.rule().toString(), finding.where(), finding.expected(), finding.found()))
                        .toList());
    }
}
