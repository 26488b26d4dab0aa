package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.KeyStore;

/** A key and its certificate for 127.0.0.1, made by the JDK's own tool. */
final class TestKeyStore {
    static final String PASSWORD = "correct horse";

    private TestKeyStore() {}

    /** Makes one in that folder, and says where. */
    static Path make(Path folder, String algorithm) throws Exception {
        Path file = folder.resolve(algorithm + ".p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "3650",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isZero();
        return file;
    }

    /** What a client has to trust. */
    static KeyStore trusting(Path file) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "server",
                KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()).getCertificate("server"));
        return trusted;
    }
}
