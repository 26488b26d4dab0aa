package chat.duologue.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.internal.protocol.FrameEncoder;
import chat.duologue.internal.protocol.SignalFrames;
import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Event;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import chat.duologue.spi.CloseCode;
import chat.duologue.spi.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What waits for a client that does not read: signals go first. */
class OutboxTest {
    private static final int MAX_BYTES = 64 * 1024;
    private static final UserId ALICE = new UserId("alice");
    private static final ConversationId CHAT = new ConversationId("c_1");
    private static final String SIGNAL = SignalFrames.typing(CHAT, ALICE, true);

    private final StuckConnection connection = new StuckConnection();
    private final AtomicInteger room = new AtomicInteger();
    private final Outbox outbox = new Outbox(connection, MAX_BYTES, room::incrementAndGet, () -> {});

    /** Takes frames, and does not send them before it is told to. */
    private static final class StuckConnection implements Connection {
        final List<String> frames = new ArrayList<>();
        private SendCallback sending;

        @Override
        public void send(List<String> next, SendCallback done) {
            frames.addAll(next);
            sending = done;
        }

        void goOn() {
            while (sending != null) {
                SendCallback sent = sending;
                sending = null;
                sent.sent();
            }
        }

        @Override
        public void demand() {}

        @Override
        public void ping() {}

        @Override
        public void close(CloseCode code) {}
    }

    private static StreamEvent event(long offset) {
        Message message = new Message(
                CHAT, offset, ALICE, Instant.EPOCH, new ClientMessageId("" + offset), Content.text("x".repeat(500)));
        return StreamEvent.of(message.from(), new Event.MessageEvent(offset, message), new StreamEvent.Body());
    }

    private int offer(int signals) {
        int taken = 0;
        for (int i = 0; i < signals; i++) {
            taken += outbox.offerSignal(SIGNAL) ? 1 : 0;
            outbox.flush();
        }
        return taken;
    }

    @Test
    void ofTwoThousandSignalsToAStuckClientAQuarterOfTheRoomIsKept() {
        int taken = offer(2_000);
        assertThat(taken * 2L * SIGNAL.length()).isBetween(MAX_BYTES / 8L, MAX_BYTES / 4L);
        assertThat(room).hasValue(0);
        connection.goOn();
        assertThat(connection.frames).hasSize(taken);
        assertThat(room.get()).as("who was refused hears of the room").isPositive();
        assertThat(offer(1)).isEqualTo(1);
    }

    @Test
    void signalsLeaveTheRestOfTheRoomToEventsAndDoNotComeBetweenThem() {
        offer(2_000);
        int events = 0;
        while (outbox.offer(event(events + 1).frame())) {
            events++;
            assertThat(offer(10)).isZero();
        }
        assertThat(events * 2L * event(1).frame().length()).isGreaterThan(MAX_BYTES / 2);
        outbox.add(FrameEncoder.ok("1"));
        outbox.flush();
        connection.goOn();
        List<String> rest = connection.frames.stream()
                .filter(frame -> !frame.equals(SIGNAL))
                .toList();
        assertThat(rest).hasSize(events + 1).last().isEqualTo(FrameEncoder.ok("1"));
        for (int i = 0; i < events; i++) {
            assertThat(rest.get(i)).isEqualTo(event(i + 1).frame());
        }
    }

    @Test
    void anEmptyOutboxTakesASignalOfAnyLength() {
        Outbox small = new Outbox(connection, 4096, () -> {}, () -> {});
        assertThat(small.offerSignal("x".repeat(5_000))).isTrue();
        assertThat(small.offerSignal(SIGNAL)).isFalse();
    }

    @Test
    void aClosedOutboxKeepsNothing() {
        outbox.close();
        assertThat(outbox.offerSignal(SIGNAL)).isTrue();
        outbox.flush();
        assertThat(connection.frames).isEmpty();
    }
}
