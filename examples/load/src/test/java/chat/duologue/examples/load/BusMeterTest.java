package chat.duologue.examples.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BusMeterTest {
    @Test
    void costsAreWhatTheMonitoringEndpointCountsPerMessage() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        HttpServer monitor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        monitor.createContext("/varz", exchange -> {
            int k = reads.incrementAndGet();
            byte[] body = """
                    {"server_id":"A","in_msgs":%d,"out_msgs":%d,"in_bytes":%d,"out_bytes":%d}
                    """.formatted(100 * k, 50 * k, 30_000 * k, 15_000 * k).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        monitor.start();
        try {
            URI url = URI.create("http://127.0.0.1:" + monitor.getAddress().getPort());
            BusMeter meter = new BusMeter(new ObservedBus(url, OptionalLong.empty()));
            BusMeter.Reading before = meter.read();

            BusCosts costs = meter.read().since(before, 50);

            assertThat(costs).isEqualTo(new BusCosts(OptionalDouble.empty(), some(2), some(1), some(600), some(300)));
            assertThat(costs.fields()).doesNotContainKey("cpuSecondsPer1000");
        } finally {
            monitor.stop(0);
        }
    }

    @Test
    void aBusThatIsNotObservedCostsNothingThatIsKnown() throws Exception {
        BusMeter.Reading nothing = new BusMeter(ObservedBus.NONE).read();

        assertThat(nothing.since(nothing, 10).isUnknown()).isTrue();
    }

    @Test
    void anEndpointThatIsNotThereFailsTheRun() throws IOException {
        BusMeter nowhere = new BusMeter(new ObservedBus(URI.create("http://127.0.0.1:1"), OptionalLong.empty()));

        assertThatThrownBy(nowhere::read)
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("http://127.0.0.1:1/varz");
    }

    private static OptionalDouble some(double value) {
        return OptionalDouble.of(value);
    }
}
