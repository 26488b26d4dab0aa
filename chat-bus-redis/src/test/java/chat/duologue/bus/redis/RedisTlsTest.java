package chat.duologue.bus.redis;

import chat.duologue.bus.tck.BusContract;
import chat.duologue.jetty.TestCertificate;
import chat.duologue.spi.Bus;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS, as a user with a password, who has no other rights than docs/scaling.md says, on the channels of these tests. */
class RedisTlsTest extends BusContract {
    private static final String USER =
            "node on >secret resetchannels &test.* &AZaz* -@all +hello +ping +publish +subscribe +unsubscribe +pubsub|numsub";

    @TempDir
    private static Path folder;

    private static TestCertificate certificate;
    private static RedisServer server;

    @BeforeAll
    static void startServer() throws Exception {
        certificate = TestCertificate.in(folder, "EC");
        server = RedisServer.withTls(certificate, "--user default off --user " + USER);
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected Bus newBus() {
        return newBus("secret");
    }

    private static Bus newBus(String password) {
        SslOptions trusting = SslOptions.builder()
                .trustManager(certificate.certificate().toFile())
                .build();
        return RedisBus.with(
                RedisURI.create(url(password)),
                ClientOptions.builder().sslOptions(trusting).build());
    }

    private static String url(String password) {
        return "rediss://node:" + password + "@127.0.0.1:" + server.port() + "?timeout=2s";
    }

    @Override
    protected Engine engine() {
        return server;
    }

    @Test
    void aNodeThatDoesNotTrustTheCertificateGetsNothing() throws Exception {
        assertIsKeptOut(RedisBus.to(url("secret")), "certification path");
    }

    @Test
    void aNodeWithAnotherPasswordGetsNothing() throws Exception {
        assertIsKeptOut(newBus("wrong"), "WRONGPASS");
    }
}
