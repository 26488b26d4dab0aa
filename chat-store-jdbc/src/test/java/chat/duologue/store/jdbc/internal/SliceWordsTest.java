package chat.duologue.store.jdbc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.SearchQuery.Key;
import chat.duologue.model.SearchText;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SliceWordsTest {

    @Property(tries = 300)
    void whatWasWrittenIsReadAsItWas(@ForAll("texts") List<String> texts, @ForAll("words") String sought) {
        SliceWords written = new SliceWords(7);
        for (int i = 0; i < texts.size(); i++) {
            written.add(Slice.start(7) + i * 3L, 5, texts.get(i));
        }
        for (boolean beginning : new boolean[] {true, false}) {
            for (String word : SearchText.of(sought).words()) {
                Key key = new Key(word, beginning && word.length() > 1);
                BitSet expected = new BitSet();
                for (int i = 0; i < texts.size(); i++) {
                    if (SearchText.of(texts.get(i)).words().stream().anyMatch(key::matches)) {
                        expected.set(i * 3);
                    }
                }
                assertThat(find(written, key)).isEqualTo(expected);
            }
        }
    }

    private static BitSet find(SliceWords words, Key key) {
        byte[] entries = words.entries(Slice.bucket(key.word()));
        return entries == null ? new BitSet() : SliceEntries.find(entries, key);
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.of(
                "a", "ab", "abc", "abcd", "b", "ba", "äb", "字", "字母", "母字", "สวัสดี", "😂", "x".repeat(300));
    }

    @Provide
    Arbitrary<List<String>> texts() {
        return words().list()
                .ofMaxSize(6)
                .map(words -> String.join(" ", words))
                .list()
                .ofMaxSize(170);
    }

    @Test
    void aMessageIsFoundByItsConversation() {
        SliceWords words = new SliceWords(0);
        words.add(1, 5, "hello");
        words.add(512, 6, "hello");
        assertThat(find(words, new Key(Slice.conversationWord(5), false))).isEqualTo(BitSet.valueOf(new long[] {1}));
        assertThat(find(words, new Key(Slice.conversationWord(7), false)).isEmpty())
                .isTrue();
    }

    @Test
    void whatIsTooMuchForABucketMayBeAnywhere() {
        SliceWords words = new SliceWords(0);
        words.add(1, 5, "other");
        for (int i = 0; i < 20_000; i++) {
            words.add(2, 5, "same" + i);
        }
        assertThat(find(words, new Key("same7", false)).cardinality()).isEqualTo(Slice.OFFSETS);
        assertThat(find(words, new Key("other", false)).cardinality()).isEqualTo(1);
    }

    @Test
    void wordsSpreadOverAllBuckets() {
        assertThat(java.util.stream.IntStream.range(0, 26 * 26)
                        .map(i -> Slice.bucket("" + (char) ('a' + i / 26) + (char) ('a' + i % 26)))
                        .distinct()
                        .count())
                .isEqualTo(Slice.BUCKETS);
        assertThat(Slice.bucket("字")).isEqualTo(Slice.bucket("字母"));
        assertThat(Slice.bucket("ab")).isEqualTo(Slice.bucket("abc"));
    }
}
