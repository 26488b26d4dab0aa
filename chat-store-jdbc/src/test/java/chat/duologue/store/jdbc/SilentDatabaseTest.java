package chat.duologue.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.jetty.SilentProxy;
import chat.duologue.jetty.TestClient;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The database falls silent while people chat, and closes nothing: as when its host or the network before it is gone. */
class SilentDatabaseTest {
    private static final int BETWEEN_SILENCES = 100;
    /** More than a request waits for the store, and what a busy machine takes besides. */
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(7);

    @ParameterizedTest
    @EnumSource(names = {"POSTGRESQL", "MARIADB"})
    void clientsAreToldInTimeAndTheServerGoesOnByItself(DatabaseKind kind) throws Exception {
        try (ServerProcess process = ServerProcess.inNewFolder(kind);
                TestDatabase database = process.address().newDatabase();
                SilentProxy proxy = SilentProxy.to(process.port());
                HikariDataSource pool = pool(kind, database.url().replace(":" + process.port(), ":" + proxy.port()));
                Pairs pairs = Pairs.chattingOver(JdbcChatStore.open(pool));
                TestClient reader = TestClient.connect(pairs.port())) {
            reader.request("hello", Map.of("token", "reader"));
            // first what was held back arrives late, then it never does, and the old connections are dead
            for (Runnable end : List.<Runnable>of(proxy::speakAgain, proxy::speakAgainToNewcomers)) {
                pairs.awaitStored(BETWEEN_SILENCES);
                proxy.fallSilent();
                pairs.awaitUnavailable(1);
                assertThat(list(reader).get("type").stringValue()).isEqualTo("error");
                end.run();
            }
            pairs.awaitStored(BETWEEN_SILENCES);
            assertThat(list(reader).get("type").stringValue()).isEqualTo("ok");
            pairs.endWithAllStoredOnceInOrderAndSeen();
            assertThat(StoreVerifier.verify(database.dataSource()).findings()).isEmpty();
        }
    }

    private static JsonNode list(TestClient client) {
        long start = System.nanoTime();
        JsonNode reply = client.request("conversations", Map.of());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TOLD_WITHIN);
        return reply;
    }

    /** As the documentation advises, but with less patience. */
    private static HikariDataSource pool(DatabaseKind kind, String url) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.addDataSourceProperty("tcpKeepAlive", "true");
        pool.addDataSourceProperty("socketTimeout", kind == DatabaseKind.POSTGRESQL ? "2" : "2000");
        pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        pool.setMaximumPoolSize(8);
        pool.setConnectionTimeout(3_000);
        pool.setValidationTimeout(1_000);
        return pool;
    }
}
