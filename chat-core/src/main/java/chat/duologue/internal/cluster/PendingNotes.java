package chat.duologue.internal.cluster;

import chat.duologue.store.spi.Notes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What a node has to say until the store has it: up to so many bytes, and the others learn where that was not enough. Thread-safe. */
public final class PendingNotes {
    private static final int MAX_BYTES = 16 << 20;
    /** So many go into the store at once. */
    private static final int PACKETS = 8;
    /** What can't be compressed gets a little longer. */
    private static final int MAX_PACKET_BYTES = Notes.MAX_BYTES - 1_024;

    private final long sender;
    private final Deque<Packet.Item> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean lostSome;
    /** Of {@code waiting} those that are being stored. */
    private int underWay;

    private boolean lossUnderWay;

    public PendingNotes(long sender) {
        this.sender = sender;
    }

    public synchronized void add(String channel, byte[] note) {
        Packet.Item item = new Packet.Item(channel, note);
        if (bytes + item.bytes() > MAX_BYTES) {
            lostSome = true;
        } else {
            bytes += item.bytes();
            waiting.add(item);
        }
    }

    /** What is to be stored next; it waits on until {@link #stored} is called. */
    public synchronized List<byte[]> next() {
        lossUnderWay = lostSome;
        underWay = 0;
        List<byte[]> packets = new ArrayList<>();
        List<Packet.Item> items = new ArrayList<>();
        int size = 0;
        for (Packet.Item item : waiting) {
            if (size + item.bytes() > MAX_PACKET_BYTES) {
                packets.add(packet(packets.isEmpty(), items));
                items = new ArrayList<>();
                size = 0;
                if (packets.size() == PACKETS) {
                    break;
                }
            }
            items.add(item);
            size += item.bytes();
            underWay++;
        }
        if (!items.isEmpty() || packets.isEmpty() && lossUnderWay) {
            packets.add(packet(packets.isEmpty(), items));
        }
        return packets;
    }

    private byte[] packet(boolean isFirst, List<Packet.Item> items) {
        return new Packet(sender, isFirst && lossUnderWay, items).encode();
    }

    /** The store has what {@link #next} returned: whether that tells of notes that were lost. */
    public synchronized boolean stored() {
        for (; underWay > 0; underWay--) {
            bytes -= waiting.remove().bytes();
        }
        boolean told = lossUnderWay;
        lostSome &= !told;
        lossUnderWay = false;
        return told;
    }
}
