package chat.duologue;

import chat.duologue.bus.tck.BusContract;
import chat.duologue.spi.Bus;
import java.time.Duration;

class PollingBusTest extends BusContract {
    @Override
    protected Bus newBus() {
        return PollingBus.every(Duration.ofMillis(20));
    }

    @Override
    protected boolean carriesNotes() {
        return false;
    }
}
