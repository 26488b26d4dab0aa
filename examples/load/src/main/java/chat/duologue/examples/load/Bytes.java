package chat.duologue.examples.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing byte array that frames are written into and that is used again for the next one; one thread at a time. */
final class Bytes {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private byte[] array = new byte[512];
    private int length;

    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    Bytes clear() {
        length = 0;
        return this;
    }

    Bytes add(byte[] bytes, int from, int count) {
        reserve(count);
        System.arraycopy(bytes, from, array, length, count);
        length += count;
        return this;
    }

    Bytes add(byte[] bytes) {
        return add(bytes, 0, bytes.length);
    }

    Bytes add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a string as JSON, with its quotation marks. */
    Bytes addJson(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
            } else {
                json.append(c);
            }
        }
        return add(json.append('"').toString());
    }

    Bytes addNumber(long number) {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return addDigits(number, digits);
    }

    /** Adds the last {@code width} decimal digits of a number that is not negative. */
    Bytes addDigits(long number, int width) {
        reserve(width);
        long rest = number;
        for (int i = length + width - 1; i >= length; i--) {
            array[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += width;
        return this;
    }

    /** Adds the last {@code width} hexadecimal digits of a number. */
    Bytes addHex(long number, int width) {
        reserve(width);
        long rest = number;
        for (int i = length + width - 1; i >= length; i--) {
            array[i] = (byte) HEX[(int) (rest & 15)];
            rest >>>= 4;
        }
        length += width;
        return this;
    }

    /** Fills up with a character until the length is reached; does nothing when it is already. */
    Bytes padTo(int wanted, char filler) {
        if (wanted > length) {
            reserve(wanted - length);
            Arrays.fill(array, length, wanted, (byte) filler);
            length = wanted;
        }
        return this;
    }

    @Override
    public String toString() {
        return new String(array, 0, length, StandardCharsets.UTF_8);
    }

    private void reserve(int more) {
        if (array.length - length < more) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, length + more));
        }
    }
}
