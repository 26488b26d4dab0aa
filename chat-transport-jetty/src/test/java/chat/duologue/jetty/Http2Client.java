package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * WebSockets that share one connection of HTTP/2 (RFC 8441), over TLS where a certificate is to be trusted. On Jetty's HTTP/2, but not
 * on its WebSocket client, which takes what comes right behind the handshake for the content of a response, and drops it.
 */
final class Http2Client implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final int port;
    private final HTTP2Client http2 = new HTTP2Client(new ClientConnector());
    private final boolean tls;
    private final HTTP2Session session;

    /**
     * @param trusting null for cleartext
     * @param window  what may wait unread of one WebSocket, in bytes
     * @param windows what may wait unread of all
     */
    Http2Client(int port, SSLContext trusting, int window, int windows) throws Exception {
        this.port = port;
        this.tls = trusting != null;
        http2.setInitialStreamRecvWindow(window);
        http2.setInitialSessionRecvWindow(windows);
        SslContextFactory.Client trust = new SslContextFactory.Client();
        trust.setSslContext(trusting);
        http2.addBean(trust);
        http2.start();
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", port);
        Session.Listener listener = new Session.Listener() {};
        session = (HTTP2Session) (tls ? http2.connect(trust, address, listener) : http2.connect(address, listener))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    Http2Client(int port, SSLContext trusting) throws Exception {
        this(port, trusting, 1 << 20, 128 << 20);
    }

    private Http2Socket open(WebSocket.Listener listener, Map<String, String> headers) {
        HttpFields.Mutable fields =
                HttpFields.build().put("sec-websocket-version", "13").put("sec-websocket-protocol", "duologue.v1.json");
        headers.forEach(fields::put);
        MetaData.Request request = new MetaData.ConnectRequest(
                tls ? "https" : "http", new HostPortHttpField("127.0.0.1:" + port), "/chat", fields, "websocket");
        Http2Socket socket = new Http2Socket(listener);
        session.newStream(new HeadersFrame(request, null, false), Promise.from(stream -> {}, socket::fail), socket);
        return socket;
    }

    /** The HTTP status that a WebSocket with these headers is answered with; 0 where the stream is refused. */
    int status(Map<String, String> headers) {
        return open(new WebSocket.Listener() {}, headers).status();
    }

    TestClient connect(Map<String, String> headers) {
        return TestClient.over(listener -> {
            Http2Socket socket = open(listener, headers);
            assertThat(socket.status()).isEqualTo(200);
            return socket;
        });
    }

    TestClient login(String user) {
        TestClient connected = connect(Map.of());
        assertThat(TestClient.code(connected.hello(user))).isEqualTo("ok");
        return connected;
    }

    /** From now on it opens more than the server allows. */
    void ignoreLimits() {
        session.setMaxLocalStreams(Integer.MAX_VALUE);
    }

    /** Reads nothing of this one from now on. */
    static void pause(TestClient connected) {
        ((Http2Socket) connected.socket()).pause();
    }

    /** Says that nothing more comes, without a goodbye. */
    static void end(TestClient connected) {
        ((Http2Socket) connected.socket()).send(ByteBuffer.allocate(0), true);
    }

    @Override
    public void close() {
        LifeCycle.stop(http2);
    }
}
