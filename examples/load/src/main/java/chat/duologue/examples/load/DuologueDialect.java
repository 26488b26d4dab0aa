package chat.duologue.examples.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The wire protocol, version 1: JSON objects in text frames. One instance serves one loop. */
final class DuologueDialect implements Dialect {
    private static final byte[] TYPE = ascii("type");
    private static final byte[] ID = ascii("id");
    private static final byte[] KIND = ascii("kind");
    private static final byte[] OFFSET = ascii("offset");
    private static final byte[] SEQ = ascii("seq");
    private static final byte[] CONVERSATION = ascii("conversation");
    private static final byte[] TEXT = ascii("text");
    private static final byte[] CODE = ascii("code");
    private static final byte[] MESSAGE = ascii("message");
    private static final byte[] RETRY_AFTER_MS = ascii("retryAfterMs");
    private static final byte[] HELLO_ID = ascii("hello");
    private static final byte[] OK = ascii("ok");
    private static final byte[] ERROR = ascii("error");
    private static final byte[] EVENT = ascii("event");

    private final int run;
    private final TextPattern pattern;
    private final JsonFields fields = new JsonFields();
    private boolean ofHello;
    private boolean ofMessage;

    /** @param run sets the message ids of this run apart from those of others in the same millisecond */
    DuologueDialect(int run, TextPattern pattern) {
        this.run = run;
        this.pattern = pattern;
    }

    @Override
    public String subprotocol() {
        return "duologue.v1.json";
    }

    @Override
    public boolean hasStreams() {
        return true;
    }

    @Override
    public void hello(Bytes out, String user, String token) {
        out.add("{\"type\":\"hello\",\"id\":\"hello\",\"token\":").addJson(token);
        out.add(",\"device\":\"load\"}");
    }

    @Override
    public void send(Bytes out, String to, int sender, long number, long due) {
        out.add("{\"type\":\"send\",\"id\":\"").addNumber(number);
        out.add("\",\"to\":").addJson(to).add(",\"clientMessageId\":\"");
        clientMessageId(out, sender, number);
        out.add("\",\"text\":\"");
        pattern.write(out, sender, number, due);
        out.add("\"}");
    }

    /** Shaped as a UUID of version 7, which is what a careful client sends: its order in time matters to an index. */
    private void clientMessageId(Bytes out, int sender, long number) {
        long millis = System.currentTimeMillis();
        out.addHex(millis >> 16, 8).add("-").addHex(millis, 4);
        out.add("-7").addHex(run, 3).add("-8").addHex(sender >> 8, 3);
        out.add("-").addHex(sender, 2).addHex(number, 10);
    }

    @Override
    public void ack(Bytes out, long offset) {
        out.add("{\"type\":\"ack\",\"offset\":").addNumber(offset).add("}");
    }

    @Override
    public void read(byte[] bytes, int from, int length, Incoming in) throws WireException {
        in.clear();
        ofHello = false;
        ofMessage = false;
        fields.over(bytes, from, length);
        while (fields.next()) {
            field(bytes, in);
        }
        if (in.kind == Incoming.Kind.ACKNOWLEDGED && ofHello) {
            in.kind = Incoming.Kind.WELCOME;
        } else if (in.kind == Incoming.Kind.EVENT && ofMessage) {
            in.kind = Incoming.Kind.MESSAGE;
        }
    }

    private void field(byte[] bytes, Incoming in) throws WireException {
        if (fields.isNamed(TYPE)) {
            in.kind = type(bytes);
        } else if (fields.isNamed(ID)) {
            ofHello = is(bytes, HELLO_ID);
            in.id = ofHello ? -1 : fields.number();
        } else if (fields.isNamed(KIND)) {
            ofMessage = is(bytes, MESSAGE);
        } else if (fields.isNamed(OFFSET)) {
            in.offset = fields.number();
        } else if (fields.isNamed(SEQ)) {
            in.seq = fields.number();
        } else if (fields.isNamed(CONVERSATION)) {
            in.conversation = hash(bytes, fields.valueFrom(), fields.valueLength());
        } else if (fields.isNamed(TEXT) && fields.isString()) {
            if (fields.isEscaped()) {
                byte[] text = fields.text().getBytes(StandardCharsets.UTF_8);
                pattern.read(text, 0, text.length, in);
            } else {
                pattern.read(bytes, fields.valueFrom(), fields.valueLength(), in);
            }
        } else if (fields.isNamed(CODE)) {
            in.code = fields.text();
        } else if (fields.isNamed(MESSAGE)) {
            in.reason = fields.text();
        } else if (fields.isNamed(RETRY_AFTER_MS)) {
            in.retryAfterMs = fields.number();
        }
    }

    private Incoming.Kind type(byte[] bytes) {
        if (is(bytes, OK)) {
            return Incoming.Kind.ACKNOWLEDGED;
        }
        if (is(bytes, EVENT)) {
            return Incoming.Kind.EVENT;
        }
        return is(bytes, ERROR) ? Incoming.Kind.REFUSED : Incoming.Kind.OTHER;
    }

    private boolean is(byte[] bytes, byte[] wanted) {
        int from = fields.valueFrom();
        return Arrays.equals(bytes, from, from + fields.valueLength(), wanted, 0, wanted.length);
    }

    private static long hash(byte[] bytes, int from, int length) {
        long hash = 0xCBF29CE484222325L;
        for (int i = from; i < from + length; i++) {
            hash = (hash ^ bytes[i]) * 0x100000001B3L;
        }
        return hash;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
