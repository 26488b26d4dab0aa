package chat.duologue.examples.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What the database did for the acknowledged messages; a figure that could not be had is empty.
 *
 * @param cpu seconds of all the database's processes per 1,000 messages
 * @param logBytes bytes of its transaction log per message
 * @param transactions per message; of MariaDB those that ended with COMMIT, of PostgreSQL also single statements
 * @param statements per message; of PostgreSQL only where {@code pg_stat_statements} counts them
 * @param rowsWritten rows inserted, updated and deleted per message
 * @param rowsRead rows read per message; of PostgreSQL also index entries, and all rows of a table that is read as a whole
 */
record DatabaseCosts(
        OptionalDouble cpu,
        OptionalDouble logBytes,
        OptionalDouble transactions,
        OptionalDouble statements,
        OptionalDouble rowsWritten,
        OptionalDouble rowsRead) {
    boolean isUnknown() {
        return fields().isEmpty();
    }

    /** Only the figures that are known. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        cpu.ifPresent(value -> fields.put("cpuSecondsPer1000", value));
        logBytes.ifPresent(value -> fields.put("logBytesPerMessage", value));
        transactions.ifPresent(value -> fields.put("transactionsPerMessage", value));
        statements.ifPresent(value -> fields.put("statementsPerMessage", value));
        rowsWritten.ifPresent(value -> fields.put("rowsWrittenPerMessage", value));
        rowsRead.ifPresent(value -> fields.put("rowsReadPerMessage", value));
        return fields;
    }
}
