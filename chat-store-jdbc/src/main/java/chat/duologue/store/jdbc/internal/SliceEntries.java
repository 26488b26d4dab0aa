package chat.duologue.store.jdbc.internal;

import chat.duologue.model.SearchQuery;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/** Reads what {@link SliceWords} wrote. */
final class SliceEntries {
    private final byte[] entries;
    private int at;

    private SliceEntries(byte[] entries) {
        this.entries = entries;
    }

    /** At which places of the slice a word that the key is about may stand. */
    static BitSet find(byte[] entries, SearchQuery.Key key) {
        return new SliceEntries(entries).find(key);
    }

    private BitSet find(SearchQuery.Key key) {
        BitSet found = new BitSet(Slice.OFFSETS);
        if (entries.length == 0) {
            found.set(0, Slice.OFFSETS);
            return found;
        }
        byte[] sought = key.word().getBytes(StandardCharsets.UTF_8);
        int alike = 0; // how many bytes of the word at hand are as those sought
        while (at < entries.length) {
            int shared = number();
            int length = shared + number();
            alike = Math.min(alike, shared);
            for (int i = shared; i < length; i++, at++) {
                if (alike == i && i < sought.length && entries[at] == sought[i]) {
                    alike++;
                }
            }
            boolean matches = alike == sought.length && (key.beginning() || length == sought.length);
            int count = number();
            int place = 0;
            for (int i = 0; i < count; i++) {
                place += number();
                if (matches) {
                    found.set(place);
                }
            }
        }
        return found;
    }

    private int number() {
        int number = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = entries[at++];
            number |= (next & 0x7F) << shift;
            if (next >= 0) {
                return number;
            }
        }
    }
}
