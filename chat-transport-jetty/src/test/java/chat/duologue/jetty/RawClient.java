package chat.duologue.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** WebSocket frames over a bare socket: for what a library would refuse to send, and for not reading. */
final class RawClient implements AutoCloseable {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    private static final int PATIENCE_MS = 20_000;
    private static final byte[] MASK = {7, 11, 13, 17};

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;
    private final String status;
    private final List<String> responseHeaders = new ArrayList<>();
    private boolean pongs = true;
    private Map.Entry<Integer, byte[]> goodbye;

    private RawClient(int port, int receiveBuffer, String headers, byte[] more) {
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(socket.getInputStream());
            out = socket.getOutputStream();
            String upgrade = "GET /chat HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers + "\r\n";
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(upgrade.getBytes(StandardCharsets.US_ASCII));
            bytes.writeBytes(more);
            out.write(bytes.toByteArray());
            status = readLine();
            for (String header = readLine(); !header.isEmpty(); header = readLine()) {
                responseHeaders.add(header);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The HTTP status that an upgrade with these header lines is answered with. */
    static int upgradeStatus(int port, String... headers) {
        try (RawClient client = new RawClient(port, 0, lines(headers), new byte[0])) {
            return Integer.parseInt(client.status.split(" ")[1]);
        }
    }

    /** The headers that an upgrade is answered with, line by line. */
    static List<String> upgradeHeaders(int port) {
        try (RawClient client = new RawClient(port, 0, "", new byte[0])) {
            return client.responseHeaders;
        }
    }

    static RawClient open(int port) {
        return open(port, 0);
    }

    static RawClient open(int port, int receiveBuffer) {
        return upgraded(new RawClient(port, receiveBuffer, "", new byte[0]));
    }

    /** Sends a first text frame in the same packet as the upgrade request. */
    static RawClient openSaying(int port, String text) {
        return upgraded(new RawClient(port, 0, "", encode(true, TEXT, text.getBytes(StandardCharsets.UTF_8))));
    }

    /** Connected and logged in; the reply to hello is read. */
    static RawClient login(int port, String user, int receiveBuffer) {
        RawClient client = open(port, receiveBuffer);
        client.text("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"" + user + "\"}");
        assertThat(client.json().get("type").stringValue()).isEqualTo("ok");
        return client;
    }

    private static RawClient upgraded(RawClient client) {
        assertThat(client.status).contains(" 101 ");
        return client;
    }

    private static String lines(String... headers) {
        StringBuilder text = new StringBuilder();
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        return text.toString();
    }

    /** From now on pings are not answered. */
    void ignorePings() {
        pongs = false;
    }

    void text(String text) {
        frame(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    void frame(boolean last, int opcode, byte[] payload) {
        bytes(encode(last, opcode, payload));
    }

    void bytes(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] encode(boolean last, int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) ((last ? 0x80 : 0) | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.put(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ MASK[i % 4]));
        }
        return java.util.Arrays.copyOf(frame.array(), frame.position());
    }

    /** The next text frame. */
    JsonNode json() {
        Map.Entry<Integer, byte[]> frame = next();
        assertThat(frame.getKey()).as("a text frame").isEqualTo(TEXT);
        return TestClient.JSON.readTree(new String(frame.getValue(), StandardCharsets.UTF_8));
    }

    /** The next text frame, or null where the server says goodbye instead. */
    JsonNode jsonOrEnd() {
        Map.Entry<Integer, byte[]> frame = next();
        if (frame.getKey() == CLOSE) {
            goodbye = frame;
            return null;
        }
        return TestClient.JSON.readTree(new String(frame.getValue(), StandardCharsets.UTF_8));
    }

    /** Reads on until the server closes; 1006 where it only hangs up. */
    int closeCode() {
        try {
            Map.Entry<Integer, byte[]> frame = goodbye == null ? next() : goodbye;
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
            while (frame.getKey() != CLOSE) {
                assertThat(System.nanoTime() - end).as("a close in time").isNegative();
                frame = next();
            }
            return ByteBuffer.wrap(frame.getValue()).getShort();
        } catch (UncheckedIOException e) {
            assertThat(e.getCause()).isNotInstanceOf(java.net.SocketTimeoutException.class);
            return 1006;
        }
    }

    /** The next frame that is neither ping nor pong. */
    private Map.Entry<Integer, byte[]> next() {
        try {
            while (true) {
                int opcode = in.readUnsignedByte() & 0x0f;
                int length = in.readUnsignedByte() & 0x7f;
                long size = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
                byte[] payload = in.readNBytes((int) size);
                if (payload.length < size) {
                    throw new EOFException();
                }
                if (opcode == PING && pongs) {
                    frame(true, PONG, payload);
                } else if (opcode != PING && opcode != PONG) {
                    return Map.entry(opcode, payload);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
