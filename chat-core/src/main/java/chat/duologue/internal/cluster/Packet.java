package chat.duologue.internal.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Notes that go through the store together.
 *
 * @param sender   whose they are
 * @param lostSome whether the sender had notes before these that it could not keep
 */
public record Packet(long sender, boolean lostSome, List<Item> items) {
    private static final int FORMAT = 1;
    private static final int HEAD_BYTES = 10;

    /** A note and where it is to be heard. */
    public record Item(String channel, byte[] note) {
        /** Of the characters that channels have each is one byte. */
        int bytes() {
            return 6 + channel.length() + note.length;
        }
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(
                HEAD_BYTES + items.stream().mapToInt(Item::bytes).sum());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeLong(sender);
            out.writeBoolean(lostSome);
            for (Item item : items) {
                out.writeUTF(item.channel);
                out.writeInt(item.note.length);
                out.write(item.note);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * What was encoded.
     *
     * @throws IllegalArgumentException if it is none, or of a version that this one does not know
     */
    public static Packet decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != FORMAT) {
                throw new IllegalArgumentException("notes in a format that this version does not know");
            }
            long sender = in.readLong();
            boolean lostSome = in.readBoolean();
            List<Item> items = new ArrayList<>();
            while (in.available() > 0) {
                String channel = in.readUTF();
                int length = in.readInt();
                if (length < 0 || length > in.available()) {
                    throw new IllegalArgumentException("notes that were cut off");
                }
                items.add(new Item(channel, in.readNBytes(length)));
            }
            return new Packet(sender, lostSome, items);
        } catch (IOException e) {
            throw new IllegalArgumentException("not notes", e);
        }
    }
}
