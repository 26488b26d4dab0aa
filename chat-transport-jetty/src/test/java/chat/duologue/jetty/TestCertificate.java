package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate that a server on this machine signed itself, with its key.
 *
 * @param keyStore    both, in a PKCS #12 file
 * @param certificate a PEM file
 * @param key         a PEM file
 */
public record TestCertificate(Path keyStore, Path certificate, Path key) {
    public static final String PASSWORD = "correct horse";

    private static final String ALIAS = "server";

    /** Makes {@code RSA.p12}, {@code RSA.crt} and {@code RSA.key} there, or those of another algorithm. */
    public static TestCertificate in(Path folder, String algorithm) throws Exception {
        Path keyStore = folder.resolve(algorithm + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
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
                        keyStore.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(output).isZero();
        KeyStore made = KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
        byte[] key = made.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
        return new TestCertificate(
                keyStore,
                pem(
                        folder.resolve(algorithm + ".crt"),
                        "CERTIFICATE",
                        made.getCertificate(ALIAS).getEncoded()),
                pem(folder.resolve(algorithm + ".key"), "PRIVATE KEY", key));
    }

    static Path pem(Path file, String label, byte[] content) throws IOException {
        String text = "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + label
                + "-----\n";
        return Files.writeString(file, text);
    }

    /** For a client that trusts this one and no other. */
    public SSLContext trusting() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(
                ALIAS,
                KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray()).getCertificate(ALIAS));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
