package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The store does not depend on how a host sets MariaDB's driver up. Where MariaDB imitates Oracle's SQL, in which compound
 * statements are others, a commit is a round trip of its own.
 */
class DriverOptionsTest {
    private static final int BATCHES = 60;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "useServerPrepStmts=true",
                "useServerPrepStmts=true&prepStmtCacheSize=1",
                "allowMultiQueries=true",
                "useAffectedRows=true",
                "useAffectedRows=true&useServerPrepStmts=true",
                "useBulkStmts=true&rewriteBatchedStatements=true",
                "sessionVariables=sql_mode=ORACLE",
                "sessionVariables=sql_mode=ANSI_QUOTES",
                "sessionVariables=sql_mode=NO_BACKSLASH_ESCAPES"
            })
    void whatIsWrittenIsSoundAndReadAsItWasWritten(String options) {
        try (TestDatabase plain = TestDatabase.fresh(DatabaseKind.MARIADB);
                TestDatabase database = TestDatabase.at(plain.url() + "&" + options)) {
            List<String> statements = Collections.synchronizedList(new ArrayList<>());
            ChatStore store = JdbcChatStore.open(new TappedDataSource(database.dataSource(), (method, sql, call) -> {
                if (method.startsWith("execute")) {
                    statements.add(sql);
                }
                return call.proceed();
            }));
            List<Outcome> outcomes = new Traffic(store, 4, 1).run(BATCHES);
            assertThat(outcomes).hasAtLeastOneElementOfType(Outcome.Stored.class);
            statements.clear();

            List<String> texts = List.of("it's \\ and \"that\" || ?", "\n\r\u001a%_`;", "\uD83D\uDE00 :name {d}");
            for (String text : texts) {
                Chatter.stored(
                        store.write(List.of(Chatter.send(ALICE, BOB, text))).get(0));
            }
            assertThat(Chatter.history(store, BOB, ALICE))
                    .extracting(message -> message.content().text())
                    .containsExactlyElementsOf(texts);
            boolean oracle = options.contains("ORACLE");
            assertThat(statements)
                    .filteredOn(sql -> sql.startsWith("BEGIN NOT ATOMIC"))
                    .hasSize(oracle ? 0 : texts.size());
            assertThat(StoreVerifier.verify(plain.dataSource()).findings()).isEmpty();
        }
    }
}
