package chat.duologue.jetty;

import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.jspecify.annotations.Nullable;

/** HTTP/2 (RFC 9113), on which many WebSockets share a connection (RFC 8441) without holding each other up. */
final class Http2 {
    /** What one connection may carry at once. */
    private static final int MAX_STREAMS = 128;
    /** What may wait of a stream that is not read from. */
    private static final int STREAM_WINDOW = 128 * 1024;

    private Http2() {}

    /** Lets clients choose it when TLS is agreed on; others speak HTTP/1.1. */
    static ConnectionFactory negotiation(String otherwise) {
        ALPNServerConnectionFactory negotiation = new ALPNServerConnectionFactory();
        negotiation.setDefaultProtocol(otherwise);
        return negotiation;
    }

    /** Behind TLS. */
    static ConnectionFactory behindTls(HttpConfiguration http) {
        return limited(new HTTP2ServerConnectionFactory(http));
    }

    /**
     * For who knows that it is spoken here. Not by {@code Upgrade: h2c}, which RFC 9113 has given up: through a proxy that
     * passes that header on, a client could ask for what the proxy does not let through.
     */
    static ConnectionFactory cleartext(HttpConfiguration http) {
        return limited(new HTTP2CServerConnectionFactory(http) {
            @Override
            public @Nullable Connection upgradeConnection(
                    Connector connector, EndPoint endPoint, MetaData.Request request, HttpFields.Mutable response) {
                return request.getMethod().equals("PRI")
                        ? super.upgradeConnection(connector, endPoint, request, response)
                        : null;
            }
        });
    }

    /** The window of a connection has room for those of all its streams: none that is not read from can stop the others. */
    private static ConnectionFactory limited(AbstractHTTP2ServerConnectionFactory factory) {
        factory.setMaxConcurrentStreams(MAX_STREAMS);
        factory.setInitialStreamRecvWindow(STREAM_WINDOW);
        factory.setInitialSessionRecvWindow(MAX_STREAMS * STREAM_WINDOW);
        return factory;
    }
}
