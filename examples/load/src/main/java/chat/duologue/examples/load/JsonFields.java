package chat.duologue.examples.load;

import java.nio.charset.StandardCharsets;

/**
 * Walks the fields of one JSON object without building anything: the generator shares its cores with the server, and a
 * general parser would cost more than everything else it does. Values inside objects and arrays are stepped over.
 * What lies between one value and the next is checked, the inside of numbers and of nested values is not.
 */
final class JsonFields {
    private byte[] bytes = {};
    private int at;
    private int end;
    private boolean first;
    private int nameFrom;
    private int nameTo;
    private int valueFrom;
    private int valueTo;
    private boolean escaped;

    /** Begins with an object's opening brace. */
    JsonFields over(byte[] json, int from, int length) throws WireException {
        bytes = json;
        at = from;
        end = from + length;
        first = true;
        expect('{');
        return this;
    }

    /** Steps to the next field; false after the last. */
    boolean next() throws WireException {
        skipSpace();
        if (peek() == '}') {
            at++;
            return false;
        }
        if (!first) {
            expect(',');
            skipSpace();
        }
        first = false;
        skipString();
        nameFrom = valueFrom + 1;
        nameTo = valueTo - 1;
        expect(':');
        skipSpace();
        skipValue();
        return true;
    }

    boolean isNamed(byte[] name) {
        int length = nameTo - nameFrom;
        if (length != name.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[nameFrom + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    /** Where the value's bytes begin, inside the quotation marks of a string. */
    int valueFrom() {
        return isString() ? valueFrom + 1 : valueFrom;
    }

    int valueLength() {
        return (isString() ? valueTo - 1 : valueTo) - valueFrom();
    }

    boolean isString() {
        return bytes[valueFrom] == '"';
    }

    /** Whether the value is a string with escapes, so that its bytes are not its text. */
    boolean isEscaped() {
        return isString() && escaped;
    }

    long number() throws WireException {
        return number(bytes, valueFrom(), valueLength());
    }

    static long number(byte[] digits, int from, int length) throws WireException {
        if (length < 1 || length > 18) {
            throw new WireException("a number in the server's frame has " + length + " digits");
        }
        long value = 0;
        for (int i = from; i < from + length; i++) {
            int digit = digits[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new WireException("a field of the server's frame is not a whole number");
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** The value as text: a string's content, anything else as it stands. */
    String text() throws WireException {
        String raw = new String(bytes, valueFrom(), valueLength(), StandardCharsets.UTF_8);
        return isEscaped() ? unescape(raw) : raw;
    }

    private static String unescape(String raw) throws WireException {
        StringBuilder text = new StringBuilder(raw.length());
        try {
            for (int i = 0; i < raw.length(); i++) {
                char c = raw.charAt(i);
                if (c != '\\') {
                    text.append(c);
                    continue;
                }
                i++;
                switch (raw.charAt(i)) {
                    case 'n' -> text.append('\n');
                    case 't' -> text.append('\t');
                    case 'r' -> text.append('\r');
                    case 'b' -> text.append('\b');
                    case 'f' -> text.append('\f');
                    case 'u' -> {
                        text.append((char) Integer.parseInt(raw, i + 1, i + 5, 16));
                        i += 4;
                    }
                    default -> text.append(raw.charAt(i));
                }
            }
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new WireException("a string in the server's frame has a broken escape");
        }
        return text.toString();
    }

    private void skipValue() throws WireException {
        byte c = peek();
        if (c == '"') {
            skipString();
            return;
        }
        int from = at;
        if (c == '{' || c == '[') {
            skipNested();
        } else {
            while (at < end && bytes[at] != ',' && bytes[at] != '}' && bytes[at] > ' ') {
                at++;
            }
        }
        if (at == from) {
            throw broken();
        }
        valueFrom = from;
        valueTo = at;
    }

    private void skipNested() throws WireException {
        int depth = 0;
        do {
            byte c = peek();
            if (c == '"') {
                skipString();
                continue;
            }
            if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            }
            at++;
        } while (depth > 0);
    }

    private void skipString() throws WireException {
        int from = at;
        expect('"');
        escaped = false;
        while (peek() != '"') {
            if (bytes[at] == '\\') {
                escaped = true;
                at++;
            }
            at++;
        }
        at++;
        valueFrom = from;
        valueTo = at;
    }

    private void skipSpace() {
        while (at < end && bytes[at] <= ' ' && bytes[at] >= 0) {
            at++;
        }
    }

    private void expect(char wanted) throws WireException {
        skipSpace();
        if (peek() != wanted) {
            throw broken();
        }
        at++;
    }

    private byte peek() throws WireException {
        if (at >= end) {
            throw broken();
        }
        return bytes[at];
    }

    private WireException broken() {
        return new WireException("the server sent a frame that is not a JSON object");
    }
}
