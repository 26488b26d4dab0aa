package chat.duologue.examples.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
    private final List<String> seen = new ArrayList<>();
    private final FrameReader reader = new FrameReader(new FrameReader.Sink() {
        @Override
        public void text(byte[] bytes, int from, int length) {
            seen.add(new String(bytes, from, length, StandardCharsets.UTF_8));
        }

        @Override
        public void control(int opcode, byte[] bytes, int from, int length) {
            seen.add(opcode + ":" + new String(bytes, from, length, StandardCharsets.UTF_8));
        }
    });

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 125, 126, 127, 65_535, 65_536, 70_001})
    void aWrittenFrameIsMaskedAndReadsBackAsItWas(int length) {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        ByteBuffer out = ByteBuffer.allocate(Frames.roomFor(length));

        Frames.write(out, Frames.TEXT, payload, 0, length, 0xA1B2C3D4);

        out.flip();
        assertThat(out.get()).isEqualTo((byte) 0x81);
        int second = out.get() & 0xFF;
        assertThat(second & 0x80).isEqualTo(0x80);
        int coded = second & 0x7F;
        long real = coded == 127 ? out.getLong() : coded == 126 ? out.getShort() & 0xFFFF : coded;
        assertThat(real).isEqualTo(length);
        byte[] mask = new byte[4];
        out.get(mask);
        assertThat(mask).containsExactly(0xA1, 0xB2, 0xC3, 0xD4);
        byte[] masked = new byte[length];
        out.get(masked);
        for (int i = 0; i < length; i++) {
            masked[i] ^= mask[i & 3];
        }
        assertThat(masked).isEqualTo(payload);
        assertThat(out.hasRemaining()).isFalse();
    }

    @Test
    void framesAreReadWhereverTheyAreSplitInTwo() throws WireException {
        byte[] stream = stream("a".repeat(130));
        for (int split = 0; split <= stream.length; split++) {
            seen.clear();
            reader.read(stream, 0, split);
            reader.read(stream, split, stream.length);
            assertThat(seen).as("split at %d", split).isEqualTo(expected("a".repeat(130)));
        }
    }

    @Test
    void framesAreReadInPiecesOfAnySize() throws WireException {
        String longText = "z".repeat(70_000);
        byte[] stream = stream(longText);
        Random random = new Random(1);
        for (int most : new int[] {1, 2, 3, 10, 1000, 100_000}) {
            seen.clear();
            for (int at = 0; at < stream.length; ) {
                int end = Math.min(stream.length, at + 1 + random.nextInt(most));
                reader.read(stream, at, end);
                at = end;
            }
            assertThat(seen).isEqualTo(expected(longText));
        }
    }

    @Test
    void aMaskedFrameOfTheServerIsRefused() {
        assertThatThrownBy(() -> reader.read(new byte[] {(byte) 0x81, (byte) 0x80, 0, 0, 0, 0}, 0, 6))
                .isInstanceOf(WireException.class);
    }

    @Test
    void aFrameThatSaysItIsEnormousIsRefusedAtItsHeader() {
        byte[] header = {(byte) 0x81, 127, 0x7F, -1, -1, -1, -1, -1, -1, -1};

        assertThatThrownBy(() -> reader.read(header, 0, 10)).isInstanceOf(WireException.class);
    }

    @Test
    void aContinuationOfNothingIsRefused() {
        assertThatThrownBy(() -> reader.read(new byte[] {(byte) 0x80, 0}, 0, 2)).isInstanceOf(WireException.class);
    }

    /** Whole messages, a control frame, and a message in three fragments with a control frame among them. */
    private static byte[] stream(String longText) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        frame(stream, 0x81, "");
        frame(stream, 0x81, "first");
        frame(stream, 0x89, "ping");
        frame(stream, 0x01, "frag");
        frame(stream, 0x00, "men");
        frame(stream, 0x8A, "pong");
        frame(stream, 0x80, "ted");
        frame(stream, 0x81, longText);
        frame(stream, 0x88, "");
        return stream.toByteArray();
    }

    private static List<String> expected(String longText) {
        return List.of("", "first", "9:ping", "10:pong", "fragmented", longText, "8:");
    }

    private static void frame(ByteArrayOutputStream stream, int first, String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        stream.write(first);
        if (payload.length < 126) {
            stream.write(payload.length);
        } else if (payload.length < 65_536) {
            stream.write(126);
            stream.writeBytes(
                    ByteBuffer.allocate(2).putShort((short) payload.length).array());
        } else {
            stream.write(127);
            stream.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        stream.writeBytes(payload);
    }
}
