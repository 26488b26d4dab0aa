package chat.duologue.examples.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** Where the sessions connect to, and what is spoken there. */
record Endpoint(InetSocketAddress address, String host, String path, Dialect dialect) {
    static Endpoint of(URI url, Dialect dialect) throws UnknownHostException {
        int port = url.getPort() < 0 ? 80 : url.getPort();
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return new Endpoint(
                new InetSocketAddress(InetAddress.getByName(url.getHost()), port),
                url.getHost() + ":" + port,
                url.getRawQuery() == null ? path : path + "?" + url.getRawQuery(),
                dialect);
    }
}
