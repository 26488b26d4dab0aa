package chat.duologue.examples.quickstart;

import chat.duologue.store.jdbc.JdbcChatStore;
import chat.duologue.store.jdbc.StoreVerifier;
import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintStream;

/** What is done to a database that no server has open. */
final class Maintenance {
    private Maintenance() {}

    /** Returns the exit code. */
    static int run(Options options, PrintStream out) {
        try (HikariDataSource database = Main.pool(options)) {
            if (options.task() == Options.Task.NEW_STREAM_ID) {
                out.println("The streams' new id is " + JdbcChatStore.renewStreamId(database, options.tables())
                        + ": every client loads anew when it comes back.");
                return 0;
            }
            return tell(StoreVerifier.verify(database, options.tables()), out);
        }
    }

    private static int tell(StoreVerifier.Report report, PrintStream out) {
        out.printf(
                "Checked %,d users, %,d conversations, %,d messages, %,d other events: %s%n",
                report.users(),
                report.conversations(),
                report.messages(),
                report.events(),
                report.isSound() ? "all is well." : report.broken() + " findings.");
        report.findings().forEach(out::println);
        return report.isSound() ? 0 : 1;
    }
}
