package chat.duologue.examples.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text of the messages: who sent it, its running number, when it was due, and filler up to the size wanted. So a
 * receiver can check and time a message without the generator keeping anything for it.
 */
final class TextPattern {
    static final int SHORTEST = 40;
    static final int LONGEST = 16_384;

    private static final String FILLER = "the quick brown fox jumps over the lazy dog ";

    private final byte[] filler;

    TextPattern(int size) {
        filler = FILLER.repeat(size / FILLER.length() + 1)
                .substring(0, size - SHORTEST)
                .getBytes(StandardCharsets.US_ASCII);
    }

    void write(Bytes out, int sender, long number, long due) {
        out.add("s").addDigits(sender, 6);
        out.add(" n").addDigits(number, 12);
        out.add(" t").addDigits(due, 16).add(" ").add(filler);
    }

    /** Reads a text into {@code in}, where {@code intact} tells whether it is one of this pattern, unchanged. */
    void read(byte[] bytes, int from, int length, Incoming in) {
        in.intact = false;
        try {
            if (length == SHORTEST + filler.length
                    && bytes[from] == 's'
                    && Arrays.equals(bytes, from + SHORTEST, from + length, filler, 0, filler.length)) {
                in.sender = (int) JsonFields.number(bytes, from + 1, 6);
                in.number = JsonFields.number(bytes, from + 9, 12);
                in.due = JsonFields.number(bytes, from + 23, 16);
                in.intact = true;
            }
        } catch (WireException e) {
            in.intact = false;
        }
    }
}
