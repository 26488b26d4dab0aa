package chat.duologue.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    @TempDir
    Path folder;

    @Test
    void aKeyIsMadeOnceAndEachNameHasItsOwn() throws Exception {
        byte[] key = KeyFile.in(folder.resolve("new"), "a.key");

        assertThat(key).hasSize(32);
        assertThat(KeyFile.in(folder.resolve("new"), "a.key")).isEqualTo(key);
        assertThat(KeyFile.in(folder.resolve("new"), "b.key")).isNotEqualTo(key);
        assertThat(folder.resolve("new")).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void nobodyButItsOwnerMayReadIt() throws Exception {
        Assumptions.assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
        KeyFile.in(folder, "a.key");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a.key"))))
                .isEqualTo("rw-------");
    }
}
