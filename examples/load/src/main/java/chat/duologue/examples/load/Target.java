package chat.duologue.examples.load;

import java.net.URI;
import java.util.List;

/**
 * The server that is loaded, or the several nodes of one.
 *
 * @param urls one for each node
 * @param pids the processes, where they may be looked at
 * @param database what is behind it, where that may be looked at
 * @param bus what is between the nodes, where that may be looked at
 */
record Target(
        List<URI> urls,
        Credentials credentials,
        Protocol protocol,
        List<Integer> pids,
        ObservedDatabase database,
        ObservedBus bus) {
    /** What the server speaks. */
    enum Protocol {
        DUOLOGUE,
        STICK
    }
}
