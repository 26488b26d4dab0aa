package chat.duologue.jetty;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From which web pages a browser may connect (RFC 6455 section 10.2). The Origin header is compared as a whole, to the
 * letter: {@code https://app.example.com}, with the port where it is not the scheme's own.
 *
 * @param allowed        the origins that may connect; empty for none
 * @param requestsWithout whether a request without the header may connect: apps that are no web pages send none
 */
public record OriginRule(Set<String> allowed, boolean requestsWithout) {
    /** No web page at all; clients that are not browsers may connect. */
    public static final OriginRule NO_WEB_PAGES = new OriginRule(Set.of(), true);

    /** @throws IllegalArgumentException if an origin is not scheme://host or scheme://host:port */
    public OriginRule {
        allowed = Set.copyOf(allowed);
        for (String origin : allowed) {
            if (!origin.matches("[a-z][a-z0-9+.-]*://[^/?#@*\\s]+")) {
                throw new IllegalArgumentException("The origin '" + origin
                        + "' must be of the form https://host or https://host:port, without a path or wildcard");
            }
        }
    }

    /** These web pages, and clients that are not browsers. */
    public static OriginRule of(String... origins) {
        return new OriginRule(Set.of(origins), true);
    }

    boolean allows(@Nullable String origin) {
        return origin == null ? requestsWithout : allowed.contains(origin);
    }
}
