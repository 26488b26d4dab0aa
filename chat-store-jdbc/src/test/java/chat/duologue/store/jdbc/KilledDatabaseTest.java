package chat.duologue.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The database server is killed (-9) while people chat, and comes back with what it had. */
class KilledDatabaseTest {
    private static final int KILLS = 2;
    private static final int BETWEEN_KILLS = 150;

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void nothingAcknowledgedIsLostAndTheServerGoesOnByItself(DatabaseKind kind) throws Exception {
        try (ServerProcess process = ServerProcess.inNewFolder(kind);
                TestDatabase database = process.address().newDatabase();
                HikariDataSource pool = pool(database.url());
                Pairs pairs = Pairs.chattingOver(JdbcChatStore.open(pool))) {
            for (int kill = 0; kill < KILLS; kill++) {
                pairs.awaitStored(BETWEEN_KILLS);
                process.kill();
                pairs.awaitUnavailable(1);
                process.start();
            }
            pairs.awaitStored(BETWEEN_KILLS);
            pairs.endWithAllStoredOnceInOrderAndSeen();
            assertThat(StoreVerifier.verify(database.dataSource()).findings()).isEmpty();
        }
    }

    private static HikariDataSource pool(String url) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(6);
        pool.setConnectionTimeout(3_000);
        return pool;
    }
}
