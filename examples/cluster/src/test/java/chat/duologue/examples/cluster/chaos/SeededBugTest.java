package chat.duologue.examples.cluster.chaos;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.ChatServer;
import chat.duologue.FloodControl;
import chat.duologue.Identity;
import chat.duologue.PollingBus;
import chat.duologue.examples.cluster.check.Checker;
import chat.duologue.examples.cluster.check.StoreReader;
import chat.duologue.examples.cluster.check.Violation;
import chat.duologue.jetty.JettyChatServer;
import chat.duologue.model.UserId;
import chat.duologue.store.jdbc.JdbcChatStore;
import chat.duologue.store.spi.ChatStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checker is worth something: whatever bug a server has, it is found, and where there is none nothing is found. */
class SeededBugTest {
    private static final int USERS = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** Where a bug keeps someone from getting everything, it takes all of this. */
    private static final Duration PATIENCE_WITH_A_BUG = Duration.ofSeconds(4);

    private static final Manner MANNER =
            new Manner(Duration.ofMillis(300), Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(6));

    @TempDir
    Path notebooks;

    @ParameterizedTest
    @EnumSource
    void theCheckerNamesWhatABugDoes(SeededBug bug) throws Exception {
        JdbcConnectionPool database = JdbcConnectionPool.create("jdbc:h2:mem:" + bug + ";DB_CLOSE_DELAY=-1", "", "");
        List<JettyChatServer> nodes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            nodes.add(node(bug, database));
        }
        List<URI> addresses = nodes.stream()
                .map(node -> URI.create("ws://127.0.0.1:" + node.port() + "/chat"))
                .toList();
        try (Crowd crowd = new Crowd(USERS, MANNER, new Network(addresses, Duration.ofSeconds(2)), notebooks, 1)) {
            StoreReader store = new StoreReader(database);
            crowd.start();
            TimeUnit.SECONDS.sleep(2);
            crowd.settle(store::heads, bug.violates() == null ? PATIENCE : PATIENCE_WITH_A_BUG);
            crowd.leaveAndReadAll();
            List<Violation> found = Checker.check(notebooks, store.read());
            System.out.println(
                    bug + ": " + found.stream().collect(groupingBy(Violation::kind, TreeMap::new, counting())));
            if (bug.violates() == null) {
                assertThat(found).isEmpty();
            } else {
                assertThat(found).extracting(Violation::kind).contains(bug.violates());
            }
        } finally {
            nodes.forEach(JettyChatServer::close);
            database.dispose();
        }
    }

    private static JettyChatServer node(SeededBug bug, JdbcConnectionPool database) {
        List<UserId> users =
                IntStream.range(0, USERS).mapToObj(i -> new UserId("u" + i)).toList();
        SeededBug.Parts parts = new SeededBug.Parts(JdbcChatStore.open(database), database, users);
        ChatStore store = bug.in(parts);
        ChatServer chat = ChatServer.builder()
                .store(store)
                .bus(PollingBus.over(store, Duration.ofMillis(50)))
                .authenticator(
                        credentials -> Optional.ofNullable(credentials.token()).map(Identity::of))
                .floodControl(FloodControl.OFF)
                .build();
        parts.serve(chat);
        return JettyChatServer.of(chat).port(0).start();
    }
}
