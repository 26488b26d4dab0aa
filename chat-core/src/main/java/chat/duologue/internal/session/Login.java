package chat.duologue.internal.session;

import chat.duologue.Credentials;
import chat.duologue.ErrorCode;
import chat.duologue.Handshake;
import chat.duologue.Identity;
import chat.duologue.RequestException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the host who a client is. Whatever goes wrong there, the client is refused. */
final class Login {
    private static final Logger LOG = LoggerFactory.getLogger(Login.class);

    private final SessionContext context;
    private final String session;

    Login(SessionContext context, String session) {
        this.context = context;
        this.session = session;
    }

    /**
     * What the host says of a client.
     *
     * @param asked when it was asked
     */
    record Known(
            Identity identity, boolean exempt, @Nullable String deviceClass, Instant asked) {}

    /** Who it is; fails with {@code unauthenticated}. */
    CompletableFuture<Known> identify(@Nullable String token, @Nullable String device, Handshake handshake) {
        Credentials credentials = new Credentials(token, device, handshake);
        Instant asked = context.clock().instant();
        return context.callbacks()
                .call(() -> known(context.authenticator().authenticate(credentials), device, asked))
                .handle(this::require);
    }

    private @Nullable Optional<Known> known(
            @Nullable Optional<Identity> identity, @Nullable String device, Instant asked) {
        return identity == null
                ? null
                : identity.map(found -> new Known(
                        found,
                        context.floods().isExempt(found.user()),
                        context.sessions().deviceClass(device),
                        asked));
    }

    private Known require(@Nullable Optional<Known> known, @Nullable Throwable error) {
        String why = "the credentials are not valid";
        if (error != null) {
            LOG.warn(
                    "Session {}: the authenticator failed: {}",
                    session,
                    error instanceof RequestException late
                            ? late.getMessage()
                            : error.getClass().getName());
        } else if (known == null) {
            LOG.error("Session {}: the authenticator returned null; let it return Optional.empty() to refuse", session);
        } else if (known.isPresent() && isExpired(known.get().identity())) {
            why = "the token has expired";
        } else if (known.isPresent()) {
            return known.get();
        }
        throw new RequestException(ErrorCode.UNAUTHENTICATED, why);
    }

    private boolean isExpired(Identity identity) {
        return identity.expiresAt() != null && !context.clock().instant().isBefore(identity.expiresAt());
    }
}
