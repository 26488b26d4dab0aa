package chat.duologue;

import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What the request that opened a connection said. Valid while the authenticator runs; do not keep it.
 */
public interface Handshake {
    /** Says nothing: what an authenticator gets with a {@code reauth}. */
    Handshake NONE = new Handshake() {};

    /** The first header of this name, case ignored. */
    default Optional<String> header(String name) {
        return Optional.empty();
    }

    /** The value of the first cookie of this name. */
    default Optional<String> cookie(String name) {
        return Optional.empty();
    }

    /** Whom the host's own security named, where the request passed through it. */
    default Optional<Principal> principal() {
        return Optional.empty();
    }

    /** The client's TLS certificate chain, its own first; empty without mutual TLS. */
    default List<X509Certificate> certificates() {
        return List.of();
    }

    /** The peer's address as the transport sees it; empty if unknown. */
    default String remoteAddress() {
        return "";
    }
}
