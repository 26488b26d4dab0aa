package chat.duologue.internal.flood;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/**
 * Where a client comes from: its IPv4 address, or the first 64 bits of its IPv6 address, since the rest is its own to
 * choose (RFC 4291 section 2.5.4).
 */
record Network(String name) {
    private static final int PREFIX_BYTES = 8;
    private static final int MAX_CHARS = 64;

    /** @param address as a transport tells it; what is no address counts as itself, and is never looked up */
    static Network of(String address) {
        if (address.indexOf(':') >= 0) {
            try {
                InetAddress literal = InetAddress.getByName(address.startsWith("[") ? address : "[" + address + "]");
                return new Network(
                        literal instanceof Inet6Address
                                ? HexFormat.of().formatHex(literal.getAddress(), 0, PREFIX_BYTES)
                                : literal.getHostAddress());
            } catch (UnknownHostException e) {
                // no address
            }
        }
        return new Network(address.substring(0, Math.min(address.length(), MAX_CHARS)));
    }
}
