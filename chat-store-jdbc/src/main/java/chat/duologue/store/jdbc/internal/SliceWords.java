package chat.duologue.store.jdbc.internal;

import chat.duologue.model.SearchText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the words of a slice's messages, and writes them down by buckets: for each word how many bytes it shares with the one
 * before, the others, and at which offsets it stands. Numbers are written in sevens of bits. A bucket that gets too large is
 * written as no bytes at all: whatever is looked for there may be anywhere in the slice. So what is held in memory is bounded.
 */
final class SliceWords {
    private static final int MOST_BUCKET_BYTES = 256 << 10;

    private final long start;
    private final Bucket[] buckets = new Bucket[Slice.BUCKETS];

    private static final class Bucket {
        final Map<String, BitSet> words = new TreeMap<>();
        int bytes;
        boolean full;
    }

    SliceWords(long slice) {
        this.start = Slice.start(slice);
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new Bucket();
        }
    }

    void add(long offset, long conversation, String text) {
        int place = (int) (offset - start);
        add(Slice.conversationWord(conversation), place);
        SearchText.of(text).words().forEach(word -> add(word, place));
    }

    private void add(String word, int place) {
        Bucket bucket = buckets[Slice.bucket(word)];
        if (bucket.full) {
            return;
        }
        bucket.words.computeIfAbsent(word, w -> new BitSet()).set(place);
        bucket.bytes += 2 * word.length();
        if (bucket.bytes > MOST_BUCKET_BYTES) {
            bucket.full = true;
            bucket.words.clear();
        }
    }

    /** What the row of a bucket holds; null where it needs none. */
    byte @Nullable [] entries(int number) {
        Bucket bucket = buckets[number];
        if (bucket.words.isEmpty()) {
            return bucket.full ? new byte[0] : null;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(bucket.bytes);
        byte[] before = {};
        for (Map.Entry<String, BitSet> entry : bucket.words.entrySet()) {
            byte[] word = entry.getKey().getBytes(StandardCharsets.UTF_8);
            int shared = 0;
            while (shared < Math.min(before.length, word.length) && before[shared] == word[shared]) {
                shared++;
            }
            number(out, shared);
            number(out, word.length - shared);
            out.write(word, shared, word.length - shared);
            places(out, entry.getValue());
            before = word;
        }
        return out.toByteArray();
    }

    private static void places(ByteArrayOutputStream out, BitSet places) {
        number(out, places.cardinality());
        int before = 0;
        for (int place = places.nextSetBit(0); place >= 0; place = places.nextSetBit(place + 1)) {
            number(out, place - before);
            before = place;
        }
    }

    private static void number(ByteArrayOutputStream out, int number) {
        int rest = number;
        while (rest > 0x7F) {
            out.write(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}
