package chat.duologue.bus.nats;

import chat.duologue.bus.tck.BusContract;
import chat.duologue.jetty.TestCertificate;
import chat.duologue.spi.Bus;
import io.nats.client.Options;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS, with a password. */
class NatsTlsTest extends BusContract {
    @TempDir
    private static Path folder;

    private static TestCertificate certificate;
    private static NatsServer server;

    @BeforeAll
    static void startServer() throws Exception {
        certificate = TestCertificate.in(folder, "EC");
        server = new NatsServer(
                "--tls",
                "--tlscert",
                certificate.certificate().toString(),
                "--tlskey",
                certificate.key().toString(),
                "--user",
                "node",
                "--pass",
                "secret");
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    private static Options.Builder options(String password) {
        return new Options.Builder().server("tls://127.0.0.1:" + server.port()).userInfo("node", password);
    }

    private static Bus newBus(String password) throws Exception {
        return NatsBus.with(options(password).sslContext(certificate.trusting()).build());
    }

    @Override
    protected Bus newBus() throws Exception {
        return newBus("secret");
    }

    @Override
    protected Engine engine() {
        return server;
    }

    @Test
    void aNodeThatDoesNotTrustTheCertificateGetsNothing() throws Exception {
        assertIsKeptOut(NatsBus.with(options("secret").build()), "certification path");
    }

    @Test
    void aNodeWithAnotherPasswordGetsNothing() throws Exception {
        assertIsKeptOut(newBus("wrong"), "Authorization Violation");
    }
}
