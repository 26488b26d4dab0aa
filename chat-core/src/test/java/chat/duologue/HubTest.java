package chat.duologue;

import chat.duologue.bus.tck.BusContract;
import chat.duologue.bus.tck.Hub;
import chat.duologue.spi.Bus;
import org.junit.jupiter.api.AfterAll;

/** What other tests rely on is a bus. */
class HubTest extends BusContract {
    private static final Hub HUB = new Hub();

    @AfterAll
    static void close() {
        HUB.close();
    }

    @Override
    protected Bus newBus() {
        return HUB.node();
    }
}
