package chat.duologue.jetty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.HostPort;

/**
 * Lets requests have the address, scheme and host that the client's own connection had, where a trusted proxy passed them on:
 * from {@code Forwarded} (RFC 7239), or {@code X-Forwarded-For}, {@code -Proto} and {@code -Host}. Who is no trusted proxy is not
 * believed. Add it to the {@link HttpConfiguration} of your own Jetty, last. Immutable and thread-safe.
 *
 * <p>Each proxy adds whom it got the request from at the end, so of several addresses the last one that is not a trusted proxy's
 * is the client's: what the client wrote before it does not count. What is no address counts as unknown; then the proxy
 * that said so stands for its client. A request whose two kinds of headers name different clients is refused with 400,
 * since one kind is the client's own then. With the {@code X-} headers scheme and host are what the nearest proxy says, so it
 * has to set or to remove them.
 */
public final class TrustedProxies implements HttpConfiguration.Customizer {
    private final List<AddressRange> ranges;

    private TrustedProxies(List<AddressRange> ranges) {
        this.ranges = ranges;
    }

    /**
     * @param addresses IPv4 or IPv6 addresses, or ranges of them: {@code 127.0.0.1}, {@code 10.0.0.0/8}, {@code 2001:db8::/32}
     * @throws IllegalArgumentException if one is none; names are not looked up
     */
    public static TrustedProxies of(String... addresses) {
        return new TrustedProxies(Stream.of(addresses).map(AddressRange::of).toList());
    }

    private boolean trusts(InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        HttpFields headers = request.getHeaders();
        if (!(request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress peer)
                || peer.isUnresolved()
                || !trusts(peer.getAddress())) {
            return request;
        }
        boolean isStandard = headers.contains(HttpHeader.FORWARDED);
        ForwardedHop usual = client(peer, ForwardedHop.usual(headers));
        ForwardedHop client = isStandard ? client(peer, ForwardedHop.standard(headers)) : usual;
        if (headers.contains(HttpHeader.X_FORWARDED_FOR) && !Objects.equals(client.address(), usual.address())) {
            throw new HttpException.RuntimeException(
                    HttpStatus.BAD_REQUEST_400, "Forwarded and X-Forwarded-For contradict each other");
        }
        return new ForwardedRequest(request, peer, client);
    }

    private ForwardedHop client(InetSocketAddress peer, List<ForwardedHop> hops) {
        ForwardedHop client = new ForwardedHop(peer.getAddress(), null, null);
        for (int i = hops.size() - 1; i >= 0 && client.address() != null && trusts(client.address()); i--) {
            ForwardedHop next = hops.get(i);
            if (next.address() == null) {
                return new ForwardedHop(client.address(), next.scheme(), next.host());
            }
            client = next;
        }
        return client;
    }

    private static final class ForwardedRequest extends Request.Wrapper {
        private final ConnectionMetaData connection;
        private final HttpURI uri;
        private final HttpFields headers;
        private final boolean secure;

        ForwardedRequest(Request request, InetSocketAddress peer, ForwardedHop client) {
            super(request);
            SocketAddress address = peer.getAddress().equals(client.address())
                    ? peer
                    : new InetSocketAddress(client.address(), 0); // the port is the proxy's to know
            this.connection = new ConnectionMetaData.Wrapper(request.getConnectionMetaData()) {
                @Override
                public SocketAddress getRemoteSocketAddress() {
                    return address;
                }
            };
            HttpURI.Mutable said = HttpURI.build(request.getHttpURI());
            if (client.scheme() != null) {
                said.scheme(client.scheme());
            }
            HttpFields received = request.getHeaders();
            HostPort host = client.host();
            if (host != null) {
                said.authority(host.getHost(), host.getPort());
            }
            this.headers = host == null
                    ? received
                    : HttpFields.build(received, new HostPortHttpField(host.getHost(), host.getPort()));
            this.uri = said.asImmutable();
            this.secure = client.scheme() == null
                    ? request.isSecure()
                    : client.scheme().equals("https");
        }

        @Override
        public ConnectionMetaData getConnectionMetaData() {
            return connection;
        }

        @Override
        public HttpURI getHttpURI() {
            return uri;
        }

        @Override
        public HttpFields getHeaders() {
            return headers;
        }

        @Override
        public boolean isSecure() {
            return secure;
        }
    }
}
