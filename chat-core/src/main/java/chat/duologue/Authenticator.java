package chat.duologue;

import java.util.Optional;

/**
 * Tells who a client is: the one thing that every host must bring. Called on a thread where it may block, by several
 * threads at once, and within {@link ChatServerOptions#callbackDeadline()}.
 */
@FunctionalInterface
public interface Authenticator {

    /**
     * Checks what a client offers.
     *
     * @return who it is, or empty to refuse (error {@code unauthenticated}, close code 4401). Null, an exception and a
     *     missed deadline refuse, too; an exception is logged by its class alone, since its message may hold a secret
     */
    Optional<Identity> authenticate(Credentials credentials) throws Exception;
}
