package chat.duologue.examples.load;

import java.net.URI;
import java.util.OptionalLong;

/**
 * The server that is loaded.
 *
 * @param pid its process, where that may be looked at
 * @param database what is behind it, where that may be looked at
 */
record Target(URI url, Credentials credentials, Protocol protocol, OptionalLong pid, ObservedDatabase database) {
    /** What the server speaks. */
    enum Protocol {
        DUOLOGUE,
        STICK
    }
}
