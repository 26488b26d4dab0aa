package chat.duologue.examples.load;

/** The client's side of {@link StickFormat}. */
final class StickDialect implements Dialect {
    private final TextPattern pattern;

    StickDialect(TextPattern pattern) {
        this.pattern = pattern;
    }

    @Override
    public String subprotocol() {
        return "";
    }

    @Override
    public boolean hasStreams() {
        return false;
    }

    @Override
    public void hello(Bytes out, String user, String token) {
        out.add(StickFormat.HELLO + user).padTo(1 + StickFormat.USER_LENGTH, ' ');
    }

    @Override
    public void send(Bytes out, String to, int sender, long number, long due) {
        int start = out.length();
        out.add(StickFormat.SEND + to).padTo(start + StickFormat.ID_IN_SEND, ' ');
        out.addDigits(number, StickFormat.ID_LENGTH).padTo(start + StickFormat.SEND_HEADER, '.');
        pattern.write(out, sender, number, due);
    }

    @Override
    public void ack(Bytes out, long offset) {
        throw new UnsupportedOperationException("the sticks have no offsets");
    }

    @Override
    public void read(byte[] bytes, int from, int length, Incoming in) throws WireException {
        in.clear();
        switch (length == 0 ? ' ' : bytes[from]) {
            case StickFormat.WELCOME -> in.kind = Incoming.Kind.WELCOME;
            case StickFormat.OK -> {
                in.kind = Incoming.Kind.ACKNOWLEDGED;
                in.id = JsonFields.number(bytes, from + 1, StickFormat.ID_LENGTH);
            }
            case StickFormat.ERROR -> {
                in.kind = Incoming.Kind.REFUSED;
                in.id = JsonFields.number(bytes, from + 1, StickFormat.ID_LENGTH);
                in.code = "failed";
            }
            case StickFormat.MESSAGE -> {
                in.kind = Incoming.Kind.MESSAGE;
                int header = StickFormat.MESSAGE_HEADER;
                pattern.read(bytes, from + header, length - header, in);
            }
            default -> throw new WireException("the server sent a frame that is not of the stick's format");
        }
    }
}
