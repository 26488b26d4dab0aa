package chat.duologue.store.jdbc;

import java.util.EnumMap;
import java.util.Map;

/** The one server of a kind that all tests of this JVM make their databases on, until the JVM ends. */
final class SharedServer {
    private static final Map<DatabaseKind, ServerProcess> RUNNING = new EnumMap<>(DatabaseKind.class);

    private SharedServer() {}

    static synchronized ServerProcess of(DatabaseKind kind) {
        return RUNNING.computeIfAbsent(kind, it -> {
            ServerProcess server = ServerProcess.inNewFolder(it);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-" + it));
            return server;
        });
    }
}
