package chat.duologue.store.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL whose databases sort as English does, as most do, so nothing may count on the order of bytes. Version 14 knows
 * no order of its own, and sorts bytes.
 */
final class PostgresProcess extends ServerProcess {
    private final Path programs;

    PostgresProcess(Path folder) {
        this(folder, ServerBinaries.POSTGRESQL.folder().resolve("bin"));
    }

    /** With the programs of another version than the build brings. */
    PostgresProcess(Path folder, Path programs) {
        super(folder);
        this.programs = programs;
    }

    @Override
    List<String> installation() {
        List<String> command = program(
                "initdb", "--pgdata=" + data(), "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C");
        if (sortsByItself()) {
            command.addAll(List.of("--locale-provider=icu", "--icu-locale=en"));
        }
        return command;
    }

    private boolean sortsByItself() {
        try {
            Process help = new ProcessBuilder(programs.resolve("initdb").toString(), "--help").start();
            return new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8).contains("--icu-locale");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    List<String> service() {
        return program(
                "postgres",
                "-D",
                data().toString(),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "port=" + port(),
                "-c",
                "unix_socket_directories=");
    }

    @Override
    ServerAddress address() {
        return new ServerAddress("jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres".formatted(port()));
    }

    private List<String> program(String name, String... arguments) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // it refuses to run as root: a user namespace hides that we are
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(programs.resolve(name).toString());
        command.addAll(List.of(arguments));
        return command;
    }
}
