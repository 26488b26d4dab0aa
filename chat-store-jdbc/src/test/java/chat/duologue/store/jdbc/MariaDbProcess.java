package chat.duologue.store.jdbc;

import java.nio.file.Path;
import java.util.List;

/** MariaDB whose databases are latin1 where nothing is asked for, as this version's are. */
final class MariaDbProcess extends ServerProcess {
    private final String driver;

    MariaDbProcess(Path folder, String driver) {
        super(folder);
        this.driver = driver;
    }

    @Override
    List<String> installation() {
        Path programs = ServerBinaries.MARIADB.folder();
        return List.of(
                programs.resolve("scripts/mariadb-install-db").toString(),
                "--no-defaults",
                "--basedir=" + programs,
                "--datadir=" + data(),
                "--user=" + System.getProperty("user.name"),
                "--auth-root-authentication-method=normal",
                "--skip-name-resolve",
                "--skip-test-db");
    }

    @Override
    List<String> service() {
        Path programs = ServerBinaries.MARIADB.folder();
        return List.of(
                programs.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + programs,
                "--datadir=" + data(),
                "--user=" + System.getProperty("user.name"),
                "--bind-address=127.0.0.1",
                "--port=" + port(),
                "--socket=server.sock", // in the data folder: a longer path would not fit
                "--skip-name-resolve",
                "--skip-ssl"); // it would make itself a new key at each start, for seconds
    }

    @Override
    ServerAddress address() {
        return new ServerAddress("jdbc:%s://127.0.0.1:%d/mysql?user=root".formatted(driver, port()));
    }
}
