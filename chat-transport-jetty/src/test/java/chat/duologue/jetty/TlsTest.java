package chat.duologue.jetty;

import static chat.duologue.jetty.TestCertificate.PASSWORD;
import static chat.duologue.jetty.TestClient.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.ChatServer;
import chat.duologue.Identity;
import chat.duologue.model.ChatException;
import chat.duologue.store.memory.InMemoryChatStore;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and keys from where operators keep them, and what is said where they are not what they should be. */
class TlsTest {
    @TempDir
    private static Path folder;

    private static final Map<String, TestCertificate> CERTIFICATES = new HashMap<>();

    @BeforeAll
    static void makeKeys() throws Exception {
        for (String algorithm : List.of("RSA", "EC")) {
            CERTIFICATES.put(algorithm, TestCertificate.in(folder, algorithm));
        }
    }

    private static Path pem(String name, String label, byte[] content) throws IOException {
        return TestCertificate.pem(folder.resolve(name), label, content);
    }

    private static void assertServes(Tls tls, String algorithm) throws Exception {
        try (ChatFixture chat = ChatFixture.startOn(transport -> transport.tls(tls))) {
            URI address = URI.create("wss://127.0.0.1:" + chat.port() + "/chat");
            HttpClient trusting = HttpClient.newBuilder()
                    .sslContext(CERTIFICATES.get(algorithm).trusting())
                    .build();
            TestClient alice = TestClient.connect(trusting, address, Map.of());
            TestClient bob = TestClient.connect(trusting, address, Map.of());
            assertThat(code(alice.hello("alice"))).isEqualTo("ok");
            assertThat(code(bob.hello("bob"))).isEqualTo("ok");
            String text = "in private".repeat(1_000);
            alice.say("bob", text);
            assertThat(bob.texts(1)).containsExactly(text);
            assertThatThrownBy(() -> TestClient.connect(HttpClient.newHttpClient(), address, Map.of()))
                    .as("a client that does not trust the certificate")
                    .isInstanceOf(CompletionException.class);
            bob.goodbye();
            chat.awaitConnections(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void servesWithPemFiles(String algorithm) throws Exception {
        assertServes(Tls.fromPem(folder.resolve(algorithm + ".crt"), folder.resolve(algorithm + ".key")), algorithm);
    }

    @Test
    void servesWithAKeyStore() throws Exception {
        assertServes(Tls.fromKeyStore(folder.resolve("RSA.p12"), PASSWORD), "RSA");
    }

    private static void assertSaysWhatToDo(ThrowingCallable action, String... hints) {
        assertThatThrownBy(action)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(hints)
                .hasMessageNotContainingAny("\n", PASSWORD);
    }

    @Test
    void filesThatAreNotThereAreNamed() {
        Path missing = folder.resolve("missing.pem");
        assertSaysWhatToDo(() -> Tls.fromPem(missing, folder.resolve("RSA.key")), "missing.pem", "check");
        assertSaysWhatToDo(() -> Tls.fromPem(folder.resolve("RSA.crt"), missing), "missing.pem", "check");
        assertSaysWhatToDo(() -> Tls.fromKeyStore(missing, PASSWORD), "missing.pem", "check");
        assertSaysWhatToDo(() -> Tls.fromPem(folder, folder.resolve("RSA.key")), folder.toString(), "check");
    }

    @Test
    void keysOfAnotherFormAreRefusedWithTheWayToConvertThem() throws Exception {
        Path certificate = folder.resolve("RSA.crt");
        String key = Files.readString(folder.resolve("RSA.key"));
        for (String label : List.of("ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY")) {
            Path file = Files.writeString(folder.resolve("other.key"), key.replace("PRIVATE KEY", label));
            assertSaysWhatToDo(() -> Tls.fromPem(certificate, file), "other.key", "openssl pkcs8");
        }
    }

    @Test
    void filesWithOtherContentAreNamed() throws Exception {
        Path certificate = folder.resolve("RSA.crt");
        Path key = folder.resolve("RSA.key");
        assertSaysWhatToDo(() -> Tls.fromPem(key, key), "RSA.key", "certificate");
        assertSaysWhatToDo(() -> Tls.fromPem(certificate, certificate), "RSA.crt", "PRIVATE KEY");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        assertSaysWhatToDo(() -> Tls.fromPem(empty, key), "empty.pem", "certificate");
        assertSaysWhatToDo(() -> Tls.fromPem(certificate, empty), "empty.pem", "private key");
        Path binary = Files.write(folder.resolve("binary.pem"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertSaysWhatToDo(() -> Tls.fromPem(certificate, binary), "binary.pem", "private key");
        Path noKey = pem("broken.key", "PRIVATE KEY", "this is no key".getBytes());
        assertSaysWhatToDo(() -> Tls.fromPem(certificate, noKey), "broken.key", "RSA");
        Path cut = Files.writeString(
                folder.resolve("cut.key"), "-----BEGIN PRIVATE KEY-----\nMIIEv\n-----END PRIVATE KEY-----\n");
        assertSaysWhatToDo(() -> Tls.fromPem(certificate, cut), "cut.key");
        Path noStore = Files.writeString(folder.resolve("none.p12"), "this is no key store");
        assertSaysWhatToDo(() -> Tls.fromKeyStore(noStore, PASSWORD), "none.p12", "key store");
    }

    @Test
    void aKeyThatIsNotTheCertificatesIsRefused() {
        assertSaysWhatToDo(() -> Tls.fromPem(folder.resolve("RSA.crt"), folder.resolve("EC.key")), "RSA.crt", "EC.key");
    }

    @Test
    void aWrongPasswordIsToldAsSuch() {
        assertSaysWhatToDo(() -> Tls.fromKeyStore(folder.resolve("RSA.p12"), "wrong"), "RSA.p12", "password", "check");
    }

    @Test
    void aPortThatIsTakenIsNamedWithWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            ChatServer chat = ChatServer.builder()
                    .store(new InMemoryChatStore())
                    .authenticator(credentials -> Optional.of(Identity.of("alice")))
                    .build();
            assertThatThrownBy(() ->
                            JettyChatServer.of(chat).port(taken.getLocalPort()).start())
                    .isInstanceOf(ChatException.class)
                    .hasMessageContainingAll("127.0.0.1:" + taken.getLocalPort(), "port(");
            assertThat(chat.hasRoom()).isFalse();
        }
    }
}
