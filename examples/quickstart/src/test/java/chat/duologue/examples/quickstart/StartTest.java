package chat.duologue.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stops the start says in one sentence what to do. */
class StartTest {
    @TempDir
    Path data;

    @Test
    void saysThatAnotherProcessUsesTheDataFolder() throws Exception {
        try (ServerProcess first = ServerProcess.start(data, ServerProcess.freePort());
                ServerProcess second = ServerProcess.run(data, ServerProcess.freePort())) {
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.output()).contains("another process").doesNotContain("\tat ");
            assertThat(first.token("alice")).isNotEmpty();
        }
    }

    @Test
    void saysThatThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerProcess server = ServerProcess.run(data, taken.getLocalPort())) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.output()).contains("port").doesNotContain("\tat ");
        }
    }

    @Test
    void saysWhichOptionIsWrong() throws Exception {
        try (ServerProcess server = ServerProcess.run(data, ServerProcess.freePort(), "--colour", "blue")) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.output()).contains("--colour").contains("Usage").doesNotContain("\tat ");
        }
    }

    @Test
    void stopsInOrderWhenItIsTold() throws Exception {
        try (ServerProcess server = ServerProcess.start(data, ServerProcess.freePort())) {
            assertThat(server.terminate()).isEqualTo(143);
            assertThat(server.output()).doesNotContain("Exception");
            assertThat(Files.exists(data.resolve("duologue.mv.db"))).isTrue();
        }
    }
}
