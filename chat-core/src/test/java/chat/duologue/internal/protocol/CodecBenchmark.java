package chat.duologue.internal.protocol;

import chat.duologue.model.ClientMessageId;
import chat.duologue.model.Content;
import chat.duologue.model.ConversationId;
import chat.duologue.model.Event;
import chat.duologue.model.Message;
import chat.duologue.model.UserId;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one frame costs in and out, with a text of 200 characters. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    private final FrameDecoder decoder = new FrameDecoder(16_384, 16_384, 65_536, 100);
    private final String send = "{\"type\":\"send\",\"id\":\"17\",\"to\":\"bob\",\"clientMessageId\":"
            + "\"0192f3a4-5b6c-7d8e-9f01-23456789abcd\",\"text\":\"" + "x".repeat(200) + "\"}";
    private final Message message = new Message(
            new ConversationId("c_0abcdefgh1234"),
            1_234,
            new UserId("alice"),
            Instant.ofEpochMilli(1_795_000_000_123L),
            new ClientMessageId("0192f3a4-5b6c-7d8e-9f01-23456789abcd"),
            Content.text("x".repeat(200)));

    @Benchmark
    public Object decodeSend() {
        return decoder.decode(send);
    }

    @Benchmark
    public Object encodeSent() {
        return FrameEncoder.sent("17", message, false);
    }

    /** One body, and the frames of both users. */
    @Benchmark
    public Object encodeMessageForTwo() {
        String body = FrameEncoder.eventBody(new Event.MessageEvent(5, message));
        return FrameEncoder.event(5, body).length()
                + FrameEncoder.event(17, body).length();
    }
}
