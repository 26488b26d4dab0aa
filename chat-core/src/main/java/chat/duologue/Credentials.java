package chat.duologue;

import org.jspecify.annotations.Nullable;

/**
 * What a client offers to prove who it is.
 *
 * @param token     the {@code token} of {@code hello} or {@code reauth}; null where the client sent none
 * @param device    the client's own name for its device, at most 64 characters; null where it sent none
 * @param handshake the request that opened the connection
 */
public record Credentials(@Nullable String token, @Nullable String device, Handshake handshake) {
    /** Never shows the token. */
    @Override
    public String toString() {
        return "Credentials[" + (token == null ? "no token" : "a token") + "]";
    }
}
