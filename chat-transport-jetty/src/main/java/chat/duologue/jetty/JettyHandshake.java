package chat.duologue.jetty;

import chat.duologue.Handshake;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/** What an upgrade request said, kept until the client is known. */
final class JettyHandshake implements Handshake {
    private final HttpFields headers;
    private final List<HttpCookie> cookies;
    private final List<X509Certificate> certificates;
    private final Optional<Principal> principal;
    private final String remoteAddress;

    JettyHandshake(Request request) {
        headers = request.getHeaders().asImmutable();
        cookies = List.copyOf(Request.getCookies(request));
        principal = Optional.ofNullable(Request.getAuthenticationState(request))
                .map(Request.AuthenticationState::getUserPrincipal);
        remoteAddress = Request.getRemoteAddr(request);
        certificates = request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE) instanceof EndPoint.SslSessionData tls
                        && tls.peerCertificates() != null
                ? List.of(tls.peerCertificates())
                : List.of();
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public Optional<String> cookie(String name) {
        return cookies.stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .findFirst();
    }

    @Override
    public Optional<Principal> principal() {
        return principal;
    }

    @Override
    public List<X509Certificate> certificates() {
        return certificates;
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }
}
