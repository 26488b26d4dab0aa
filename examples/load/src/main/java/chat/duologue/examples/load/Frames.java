package chat.duologue.examples.load;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The client's side of RFC 6455 section 5: opcodes, and writing one whole masked frame. */
final class Frames {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int LONGEST_HEADER = 14;

    private Frames() {}

    /** The room that {@link #write} needs at most. */
    static int roomFor(int length) {
        return length + LONGEST_HEADER;
    }

    /** Writes one final frame, masked with the key given; {@code out} must be big-endian and have the room. */
    static void write(ByteBuffer out, int opcode, byte[] payload, int from, int length, int mask) {
        assert out.order() == ByteOrder.BIG_ENDIAN;
        out.put((byte) (0x80 | opcode));
        if (length < 126) {
            out.put((byte) (0x80 | length));
        } else if (length < 1 << 16) {
            out.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            out.put((byte) (0x80 | 127)).putLong(length);
        }
        out.putInt(mask);
        int start = out.position();
        out.put(payload, from, length);
        applyMask(out, start, length, mask);
    }

    private static void applyMask(ByteBuffer buffer, int start, int length, int mask) {
        long wide = ((long) mask << 32) | (mask & 0xFFFFFFFFL);
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            buffer.putLong(start + i, buffer.getLong(start + i) ^ wide);
        }
        for (; i < length; i++) {
            buffer.put(start + i, (byte) (buffer.get(start + i) ^ (mask >> (24 - 8 * (i & 3)))));
        }
    }
}
