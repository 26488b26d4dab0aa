package chat.duologue.jetty;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.QuotedCSVParser;
import org.eclipse.jetty.util.HostPort;
import org.jspecify.annotations.Nullable;

/**
 * What one proxy said of who connected to it. What can't be read is null.
 *
 * @param scheme {@code http} or {@code https}
 * @param host   that was asked for
 */
record ForwardedHop(
        @Nullable InetAddress address,
        @Nullable String scheme,
        @Nullable HostPort host) {
    private static final Pattern HOST = Pattern.compile("(?:[\\w.-]+|\\[[0-9a-fA-F:.]+])(?::\\d+)?");
    private static final ForwardedHop UNKNOWN = new ForwardedHop(null, null, null);

    /** What a request's {@code Forwarded} headers say (RFC 7239), the nearest proxy last. */
    static List<ForwardedHop> standard(HttpFields headers) {
        Elements elements = new Elements();
        try {
            headers.getValuesList(HttpHeader.FORWARDED).forEach(elements::addValue);
        } catch (IllegalArgumentException e) {
            return List.of(UNKNOWN); // a quote that does not end: who said what can't be told
        }
        return elements.hops;
    }

    /** What {@code X-Forwarded-*} say, the nearest proxy last; of scheme and host only the nearest one's word counts. */
    static List<ForwardedHop> usual(HttpFields headers) {
        String scheme = scheme(last(headers, HttpHeader.X_FORWARDED_PROTO));
        HostPort host = host(last(headers, HttpHeader.X_FORWARDED_HOST));
        List<ForwardedHop> hops = new ArrayList<>();
        for (String node : headers.getCSV(HttpHeader.X_FORWARDED_FOR, false)) {
            hops.add(new ForwardedHop(address(node), scheme, host));
        }
        if (hops.isEmpty()) {
            hops.add(new ForwardedHop(null, scheme, host));
        }
        return hops;
    }

    private static @Nullable String last(HttpFields headers, HttpHeader header) {
        List<String> values = headers.getCSV(header, false);
        return values.isEmpty() ? null : values.get(values.size() - 1);
    }

    private static @Nullable InetAddress address(String text) {
        return AddressRange.node(text).orElse(null);
    }

    /** Some proxies write {@code wss} where a WebSocket is asked for. */
    private static @Nullable String scheme(@Nullable String text) {
        return text == null
                ? null
                : switch (text.toLowerCase(Locale.ROOT)) {
                    case "http", "ws" -> "http";
                    case "https", "wss" -> "https";
                    default -> null;
                };
    }

    private static @Nullable HostPort host(@Nullable String text) {
        try {
            return text != null && HOST.matcher(text).matches() ? new HostPort(text) : null;
        } catch (IllegalArgumentException e) {
            return null; // a port that is none
        }
    }

    private static final class Elements extends QuotedCSVParser {
        private final List<ForwardedHop> hops = new ArrayList<>();

        Elements() {
            super(false);
        }

        /** A word that is no pair begins an element. */
        @Override
        protected void parsedValue(StringBuilder element) {
            hops.add(UNKNOWN);
        }

        /** The first pair begins an element, where no word did. */
        @Override
        protected void parsedParam(StringBuilder element, int valueLength, int name, int value) {
            ForwardedHop hop = name == 0 ? UNKNOWN : hops.remove(hops.size() - 1);
            String text = value < 0 ? "" : element.substring(value);
            String key = value < 0 ? "" : element.substring(name, value - 1).toLowerCase(Locale.ROOT);
            hops.add(
                    switch (key) {
                        case "for" -> new ForwardedHop(address(text), hop.scheme, hop.host);
                        case "proto" -> new ForwardedHop(hop.address, scheme(text), hop.host);
                        case "host" -> new ForwardedHop(hop.address, hop.scheme, host(text));
                        default -> hop;
                    });
        }
    }
}
