package chat.duologue.jetty;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** IP addresses whose first bits are the same (RFC 4632, RFC 4291 section 2.3). */
record AddressRange(InetAddress first, int bits) {
    private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final String IPV4 = BYTE + "(?:\\." + BYTE + "){3}";
    private static final String IPV6 = "[0-9a-fA-F:]*:[0-9a-fA-F:.]*";
    private static final Pattern LITERAL = Pattern.compile(IPV4 + "|" + IPV6);
    /** As proxies write it: an IPv6 address in brackets where a port may follow, and mostly without where not. */
    private static final Pattern NODE =
            Pattern.compile("(" + IPV4 + ")(?::\\w+)?|\\[(" + IPV6 + ")](?::\\w+)?|(" + IPV6 + ")");

    /**
     * @param text an address, or one with the number of bits behind a slash
     * @throws IllegalArgumentException if it is none
     */
    static AddressRange of(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> address = literal(slash < 0 ? text : text.substring(0, slash));
        String bits = slash < 0 ? "" : text.substring(slash + 1);
        int all = address.map(known -> known.getAddress().length * Byte.SIZE).orElse(0);
        int some = slash < 0 ? all : bits.matches("\\d{1,3}") ? Integer.parseInt(bits) : Integer.MAX_VALUE;
        if (address.isEmpty() || some > all) {
            throw new IllegalArgumentException("The proxy '" + text + "' must be an IPv4 or IPv6 address, or a range of"
                    + " them like 10.0.0.0/8 or 2001:db8::/32");
        }
        return new AddressRange(address.get(), some);
    }

    /** The address that a proxy names, whatever port it adds; empty for a name or anything else. Never looked up. */
    static Optional<InetAddress> node(String text) {
        Matcher found = NODE.matcher(text.strip());
        if (!found.matches()) {
            return Optional.empty();
        }
        return literal(
                found.group(1) != null ? found.group(1) : found.group(2) != null ? found.group(2) : found.group(3));
    }

    private static Optional<InetAddress> literal(String text) {
        if (!LITERAL.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text.indexOf(':') < 0 ? text : "[" + text + "]"));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] others = address.getAddress();
        int whole = bits / Byte.SIZE;
        int rest = bits % Byte.SIZE;
        return mine.length == others.length
                && Arrays.equals(mine, 0, whole, others, 0, whole)
                && (rest == 0 || (mine[whole] ^ others[whole]) >> (Byte.SIZE - rest) == 0);
    }
}
