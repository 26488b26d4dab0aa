package chat.duologue.store.jdbc;

import static chat.duologue.store.jdbc.Chatter.ALICE;
import static chat.duologue.store.jdbc.Chatter.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.model.Message;
import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.StoreException;
import chat.duologue.store.spi.Write;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However a host sets up its driver, a batch is stored as it is or not at all. */
class DriverSettingsTest {
    /** More often than a driver sees a statement before it prepares it on the server. */
    private static final int ROUNDS = 8;

    private static final int LONG = 1_000_000;
    private static final String AWKWARD = "' '' \" \\ \\' ? ; %s -- /* $1 :a {d} \n\r\t \u001a é 😀 `";

    @ParameterizedTest
    @CsvSource({
        "POSTGRESQL, preferQueryMode=simple",
        "POSTGRESQL, preferQueryMode=extendedForPrepared",
        "POSTGRESQL, preferQueryMode=extendedCacheEverything",
        "POSTGRESQL, autosave=always&cleanupSavepoints=true",
        "POSTGRESQL, autosave=conservative",
        "POSTGRESQL, prepareThreshold=0",
        "POSTGRESQL, prepareThreshold=-1",
        "POSTGRESQL, binaryTransfer=false",
        "MARIADB, useServerPrepStmts=true",
        "MARIADB, useServerPrepStmts=true&prepStmtCacheSize=1",
        "MARIADB, useAffectedRows=true",
        "MARIADB, useBulkStmts=true",
        "MARIADB, sessionVariables=sql_mode=ORACLE",
        "MARIADB, sessionVariables=sql_mode='NO_BACKSLASH_ESCAPES'",
        "MARIADB, 'sessionVariables=sql_mode=''ANSI,STRICT_ALL_TABLES'''",
        "MARIADB, allowMultiQueries=true&rewriteBatchedStatements=true",
        "MYSQL_DRIVER, useServerPrepStmts=true",
        "MYSQL_DRIVER, useAffectedRows=true",
        "MYSQL_DRIVER, sessionVariables=sql_mode='NO_BACKSLASH_ESCAPES'",
    })
    void aBatchIsStoredAsItIsOrNotAtAll(DatabaseKind kind, String setting) throws Exception {
        try (TestDatabase database = TestDatabase.fresh(kind);
                TestDatabase sameOtherwise = TestDatabase.at(database.url() + "&" + setting)) {
            ChatStore store = JdbcChatStore.open(sameOtherwise.dataSource());
            List<String> texts = new ArrayList<>();
            write(store, texts, "first");
            database.execute("ALTER TABLE duologue_message ADD CONSTRAINT no_poison CHECK (text <> 'poison')");
            for (int round = 0; round < ROUNDS; round++) {
                for (String text : List.of("short", "long".repeat(LONG / 4))) {
                    assertThatThrownBy(() -> store.write(List.of(
                                    Chatter.send(BOB, ALICE, text),
                                    Chatter.send(ALICE, BOB, text),
                                    Chatter.send(ALICE, BOB, text),
                                    Chatter.send(ALICE, BOB, "poison"))))
                            .isInstanceOf(StoreException.class);
                }
                write(store, texts, AWKWARD, "long".repeat(LONG / 4), "fine");
            }
            assertThat(Chatter.history(store, ALICE, BOB))
                    .extracting((Message message) -> message.content().text())
                    .isEqualTo(texts);
            DatabaseRules.check(database);
        }
    }

    private static void write(ChatStore store, List<String> before, String... texts) {
        List<Write> batch = new ArrayList<>();
        for (String text : texts) {
            batch.add(Chatter.send(ALICE, BOB, text));
            before.add(text);
        }
        assertThat(store.write(batch)).allSatisfy(Chatter::stored);
    }
}
