package chat.duologue.examples.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what a NATS server has carried so far.
 *
 * @see <a href="https://docs.nats.io/running-a-nats-service/nats_admin/monitoring">its monitoring endpoint</a>
 */
final class BusMeter {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final OptionalDouble UNKNOWN = OptionalDouble.empty();

    /** One reading; every figure may be missing. */
    record Reading(
            OptionalDouble cpuSeconds,
            OptionalDouble published,
            OptionalDouble delivered,
            OptionalDouble publishedBytes,
            OptionalDouble deliveredBytes) {
        /** What each message cost between an earlier reading and this one. */
        BusCosts since(Reading before, long messages) {
            PerMessage per = new PerMessage(messages);
            return new BusCosts(
                    per.thousand(before.cpuSeconds, cpuSeconds),
                    per.one(before.published, published),
                    per.one(before.delivered, delivered),
                    per.one(before.publishedBytes, publishedBytes),
                    per.one(before.deliveredBytes, deliveredBytes));
        }
    }

    private final ObservedBus bus;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    BusMeter(ObservedBus bus) {
        this.bus = bus;
    }

    Reading read() throws LoadException, InterruptedException {
        OptionalDouble cpu = ProcessTree.cpuSeconds(bus.pid());
        URI monitor = bus.monitor();
        if (monitor == null) {
            return new Reading(cpu, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN);
        }
        JsonNode counters = counters(monitor.resolve("/varz"));
        return new Reading(
                cpu,
                value(counters, "in_msgs"),
                value(counters, "out_msgs"),
                value(counters, "in_bytes"),
                value(counters, "out_bytes"));
    }

    private JsonNode counters(URI url) throws LoadException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url).timeout(PATIENCE).build();
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode());
            }
            return new JsonMapper().readTree(response.body());
        } catch (IOException | JacksonException e) {
            throw new LoadException("the bus' counters can't be read at " + url, e);
        }
    }

    private static OptionalDouble value(JsonNode counters, String name) {
        return counters.path(name).isNumber()
                ? OptionalDouble.of(counters.path(name).doubleValue())
                : UNKNOWN;
    }
}
