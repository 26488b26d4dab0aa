package chat.duologue.bus.tck;

import static java.util.Collections.synchronizedList;

import chat.duologue.spi.Bus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what a node heard. Thread-safe. */
public final class Ear implements Bus.Receiver {
    private final Map<String, List<byte[]>> notes = new ConcurrentHashMap<>();
    private final AtomicInteger missed = new AtomicInteger();

    @Override
    public void received(String channel, byte[] note) {
        notes.computeIfAbsent(channel, name -> synchronizedList(new ArrayList<>()))
                .add(note);
    }

    @Override
    public void mayHaveMissed() {
        missed.incrementAndGet();
    }

    /** What came on that channel so far. */
    public List<byte[]> of(String channel) {
        return List.of(notes.getOrDefault(channel, List.of()).toArray(byte[][]::new));
    }

    /** How often it was told that it may have missed something. */
    public int missed() {
        return missed.get();
    }
}
