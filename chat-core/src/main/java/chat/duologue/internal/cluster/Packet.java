package chat.duologue.internal.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Notes that go through the store together, compressed: they have much in common.
 *
 * @param sender   whose they are
 * @param lostSome whether the sender had notes before these that it could not keep
 */
public record Packet(long sender, boolean lostSome, List<Item> items) {
    private static final int FORMAT = 1;

    /** A note and where it is to be heard. */
    public record Item(String channel, byte[] note) {
        /** Of the characters that channels have each is one byte. */
        int bytes() {
            return 6 + channel.length() + note.length;
        }
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(FORMAT);
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeLong(sender);
            out.writeBoolean(lostSome);
            out.writeInt(items.size());
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
        if (bytes.length == 0 || bytes[0] != FORMAT) {
            throw new IllegalArgumentException("notes in a format that this version does not know");
        }
        try (DataInputStream in =
                new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes, 1, bytes.length - 1)))) {
            long sender = in.readLong();
            boolean lostSome = in.readBoolean();
            List<Item> items = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                String channel = in.readUTF();
                byte[] note = new byte[in.readInt()];
                in.readFully(note);
                items.add(new Item(channel, note));
            }
            return new Packet(sender, lostSome, items);
        } catch (IOException e) {
            throw new IllegalArgumentException("not notes", e);
        }
    }
}
