package chat.duologue.examples.cluster.chaos;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** How devices come to nodes. Thread-safe. */
final class Network {
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<URI> nodes;
    private final Duration patience;

    /** @param patience how long it may take to get in */
    Network(List<URI> nodes, Duration patience) {
        this.nodes = nodes;
        this.patience = patience;
    }

    /** Any node but the one that was there before. */
    URI other(URI before, Random random) {
        List<URI> others = nodes.size() == 1
                ? nodes
                : nodes.stream().filter(node -> !node.equals(before)).toList();
        return others.get(random.nextInt(others.size()));
    }

    /** The link's owner is told what came of it. */
    void open(URI node, Link link) {
        http.newWebSocketBuilder()
                .subprotocols("duologue.v1.json")
                .connectTimeout(patience)
                .buildAsync(node, link)
                .whenComplete((socket, error) -> {
                    if (error != null) {
                        link.onError(null, error);
                    }
                });
    }
}
