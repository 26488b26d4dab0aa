package chat.duologue.examples.load;

import java.util.Arrays;

/**
 * Takes the server's bytes in pieces of any size and hands on whole messages and control frames. Bytes of a frame that
 * has not all arrived are kept; between frames nothing is, so an idle connection costs next to no memory.
 */
final class FrameReader {
    /** Above this a message is refused: no server of the protocol sends one as long. */
    static final int LONGEST_MESSAGE = 16 << 20;

    private static final byte[] NOTHING = {};

    /** What arrives; the bytes are valid only during the call. */
    interface Sink {
        void text(byte[] bytes, int from, int length);

        void control(int opcode, byte[] bytes, int from, int length);
    }

    private final Sink sink;
    private byte[] kept = NOTHING;
    private int keptLength;
    private byte[] fragments = NOTHING;
    private int fragmentsLength;
    private boolean inFragments;
    private boolean stopped;

    FrameReader(Sink sink) {
        this.sink = sink;
    }

    /** Ignores everything from here on, also what is left of the bytes being read now. */
    void stop() {
        stopped = true;
    }

    void read(byte[] bytes, int from, int to) throws WireException {
        if (keptLength == 0) {
            int done = parse(bytes, from, to);
            keep(bytes, done, to);
        } else {
            keep(bytes, from, to);
            int done = parse(kept, 0, keptLength);
            keptLength -= done;
            System.arraycopy(kept, done, kept, 0, keptLength);
        }
        if (keptLength == 0) {
            kept = NOTHING;
        }
    }

    private void keep(byte[] bytes, int from, int to) {
        int more = to - from;
        if (more > 0) {
            if (kept.length < keptLength + more) {
                kept = Arrays.copyOf(kept, Math.max(kept.length * 2, keptLength + more));
            }
            System.arraycopy(bytes, from, kept, keptLength, more);
            keptLength += more;
        }
    }

    /** Parses whole frames and returns the position of the first byte that belongs to none. */
    private int parse(byte[] bytes, int from, int to) throws WireException {
        int at = from;
        while (!stopped && to - at >= 2) {
            int first = bytes[at] & 0xFF;
            int second = bytes[at + 1] & 0xFF;
            if ((first & 0x70) != 0 || (second & 0x80) != 0) {
                throw new WireException("the server sent a frame with reserved bits or a mask");
            }
            int header = second < 126 ? 2 : second == 126 ? 4 : 10;
            if (to - at < header) {
                return at;
            }
            long length = second < 126 ? second : bigEndian(bytes, at + 2, header - 2);
            if (length < 0 || length > LONGEST_MESSAGE) {
                throw new WireException("the server sent a frame of " + Long.toUnsignedString(length) + " bytes");
            }
            if (to - at < header + length) {
                return at;
            }
            frame((first & 0x80) != 0, first & 15, bytes, at + header, (int) length);
            at += header + (int) length;
        }
        return stopped ? to : at;
    }

    private static long bigEndian(byte[] bytes, int from, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | bytes[from + i] & 0xFF;
        }
        return value;
    }

    private void frame(boolean last, int opcode, byte[] bytes, int from, int length) throws WireException {
        if (opcode >= Frames.CLOSE) {
            if (!last || length > 125 || opcode > Frames.PONG) {
                throw new WireException("the server sent a control frame that is malformed");
            }
            sink.control(opcode, bytes, from, length);
        } else if (opcode != (inFragments ? Frames.CONTINUATION : Frames.TEXT)) {
            throw new WireException("the server sent a data frame with opcode " + opcode + " out of place");
        } else if (last && !inFragments) {
            sink.text(bytes, from, length);
        } else {
            fragment(last, bytes, from, length);
        }
    }

    private void fragment(boolean last, byte[] bytes, int from, int length) throws WireException {
        if (fragmentsLength + length > LONGEST_MESSAGE) {
            throw new WireException("the server sent a message of more than " + LONGEST_MESSAGE + " bytes");
        }
        if (fragments.length < fragmentsLength + length) {
            fragments = Arrays.copyOf(fragments, Math.max(fragments.length * 2, fragmentsLength + length));
        }
        System.arraycopy(bytes, from, fragments, fragmentsLength, length);
        fragmentsLength += length;
        inFragments = !last;
        if (last) {
            byte[] message = fragments;
            int messageLength = fragmentsLength;
            fragments = NOTHING;
            fragmentsLength = 0;
            sink.text(message, 0, messageLength);
        }
    }
}
