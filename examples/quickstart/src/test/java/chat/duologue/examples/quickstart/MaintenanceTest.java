package chat.duologue.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.jetty.TestClient;
import chat.duologue.store.jdbc.EmbeddedDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is done to a database between two lives of the server. */
class MaintenanceTest {
    @TempDir
    Path data;

    /** One message is sent, and the server is stopped; the stream that the reader followed. */
    private String chat(String... options) throws Exception {
        try (ServerProcess server = ServerProcess.start(data, ServerProcess.freePort(), options)) {
            TestClient alice = TestClient.connect(server.port());
            alice.request("hello", Map.of("token", server.token("alice")));
            alice.request("send", Map.of("to", "bob", "text", "hello", "clientMessageId", "1"));
            TestClient bob = TestClient.connect(server.port());
            JsonNode hello = bob.request("hello", Map.of("token", server.token("bob")));
            server.terminate();
            return hello.get("stream").stringValue();
        }
    }

    private String run(int exitCode, String... options) throws Exception {
        try (ServerProcess process = ServerProcess.run(data, ServerProcess.freePort(), options)) {
            assertThat(process.exitCode()).as(process.output()).isEqualTo(exitCode);
            assertThat(process.output()).doesNotContain("\tat ");
            return process.output();
        }
    }

    private JsonNode resume(ServerProcess server, String stream) throws Exception {
        try (TestClient bob = TestClient.connect(server.port())) {
            return bob.request(
                    "hello", Map.of("token", server.token("bob"), "resume", Map.of("stream", stream, "offset", 1)));
        }
    }

    @Test
    void aNewStreamIdMakesClientsStartAnew() throws Exception {
        String stream = chat();
        try (ServerProcess server = ServerProcess.start(data, ServerProcess.freePort())) {
            assertThat(resume(server, stream).get("resumed").booleanValue()).isTrue();
            server.terminate();
        }
        String told = run(0, "--new-stream-id");
        try (ServerProcess server = ServerProcess.start(data, ServerProcess.freePort())) {
            JsonNode hello = resume(server, stream);
            assertThat(hello.get("resumed").booleanValue()).isFalse();
            assertThat(hello.get("head").longValue()).isEqualTo(1);
            assertThat(hello.get("stream").stringValue()).isNotEqualTo(stream);
            assertThat(told).contains(hello.get("stream").stringValue());
        }
    }

    @Test
    void verifyTellsWhetherAllIsWell() throws Exception {
        chat();
        assertThat(run(0, "--verify"))
                .contains("Checked 2 users, 1 conversations, 1 messages, 0 other events: all is well.");
        try (Connection connection = DriverManager.getConnection(
                        EmbeddedDatabase.inFolder(data).url(), "", "");
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE duologue_user SET unread = 7 WHERE name = 'bob'");
        }
        assertThat(run(1, "--verify"))
                .contains("1 findings.")
                .contains("expected 1, found 7")
                .doesNotContain("hello");
    }

    @Test
    void findsTheTablesUnderTheirPrefixInTheirSchema() throws Exception {
        String[] tables = {"--db-prefix", "talk_", "--db-schema", "shop"};
        chat(tables);
        assertThat(run(0, with("--verify", tables))).contains("Checked 2 users");
        assertThat(run(0, with("--new-stream-id", tables))).contains("new id is");
        assertThat(run(1, "--verify")).contains("duologue_* do not exist", "another prefix or schema");
    }

    private static String[] with(String option, String... more) {
        return Stream.concat(Stream.of(option), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void saysThatThereIsNothingToVerifyAndMakesNothing() throws Exception {
        assertThat(run(1, "--verify")).contains("There is no H2 database");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void saysThatTheServerIsRunning() throws Exception {
        try (ServerProcess server = ServerProcess.start(data, ServerProcess.freePort())) {
            assertThat(run(1, "--new-stream-id")).contains("another process");
            assertThat(server.token("alice")).isNotEmpty();
        }
    }
}
