package chat.duologue.examples.quickstart;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Pictures to attach. */
final class TestPictures {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int BITS = 8;
    private static final int TRUE_COLOUR = 2;

    private TestPictures() {}

    /** A sky above a lake, as a PNG (RFC 2083). */
    static Path png(Path file, int width, int height) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(header);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {BITS, TRUE_COLOUR, 0, 0, 0});
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (DeflaterOutputStream rows = new DeflaterOutputStream(body)) {
            for (int y = 0; y < height; y++) {
                rows.write(0);
                rows.write(row(width, 2.0 * y / height));
            }
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.write(SIGNATURE);
        chunk(png, "IHDR", header.toByteArray());
        chunk(png, "IDAT", body.toByteArray());
        chunk(png, "IEND", new byte[0]);
        return Files.write(file, png.toByteArray());
    }

    private static byte[] row(int width, double depth) {
        boolean sky = depth < 1;
        byte[] row = new byte[width * 3];
        for (int x = 0; x < row.length; x += 3) {
            row[x] = (byte) (sky ? 74 + 170 * depth : 70 - 50 * (depth - 1));
            row[x + 1] = (byte) (sky ? 144 + 70 * depth : 130 - 80 * (depth - 1));
            row[x + 2] = (byte) (sky ? 217 - 50 * depth : 160 - 90 * (depth - 1));
        }
        return row;
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] content) throws IOException {
        DataOutputStream out = new DataOutputStream(png);
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(content);
        out.writeInt(content.length);
        out.write(name);
        out.write(content);
        out.writeInt((int) sum.getValue());
    }
}
