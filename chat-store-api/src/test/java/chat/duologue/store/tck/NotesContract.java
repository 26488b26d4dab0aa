package chat.duologue.store.tck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.store.spi.ChatStore;
import chat.duologue.store.spi.Notes;
import chat.duologue.store.spi.Notes.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What nodes tell each other through the store. All tests share one log, and none may run beside another. */
interface NotesContract extends StoreUnderTest {
    /** Skips the test where the store keeps none. */
    private Notes notes() {
        Optional<Notes> notes = store().notes();
        Assumptions.assumeTrue(notes.isPresent(), "the store keeps no notes");
        return notes.orElseThrow();
    }

    private static byte[] entry(String text) {
        return text.getBytes(UTF_8);
    }

    private static List<String> texts(Page page) {
        return page.entries().stream().map(entry -> new String(entry, UTF_8)).toList();
    }

    @Test
    default void notesAreReadInTheOrderInWhichTheyWereAdded() {
        long head = notes().head();
        assertThat(notes().append(List.of(entry("one"), entry("two")))).isEqualTo(head + 2);
        assertThat(notes().append(List.of(entry("three")))).isEqualTo(head + 3);
        assertThat(notes().head()).isEqualTo(head + 3);
        Page all = notes().read(head, 10);
        assertThat(texts(all)).containsExactly("one", "two", "three");
        assertThat(all.upTo()).isEqualTo(head + 3);
        assertThat(all.isWhole()).isTrue();
        assertThat(texts(notes().read(head + 1, 1))).containsExactly("two");
    }

    @Test
    default void aPageOfNotesGoesOnWhereTheOneBeforeEnded() {
        long head = notes().head();
        notes().append(IntStream.range(0, 7).mapToObj(i -> entry("" + i)).toList());
        List<String> read = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Page page = notes().read(head, 2);
            assertThat(page.isWhole()).isTrue();
            read.addAll(texts(page));
            head = page.upTo();
        }
        assertThat(read).containsExactly("0", "1", "2", "3", "4", "5", "6");
        assertThat(head).isEqualTo(notes().head());
    }

    @Test
    default void whoHasReadAllNotesReadsNothing() {
        long head = notes().append(List.of(entry("last")));
        for (int limit : new int[] {0, 10}) {
            Page page = notes().read(head, limit);
            assertThat(page.entries()).isEmpty();
            assertThat(page.upTo()).isEqualTo(head);
            assertThat(page.isWhole()).isTrue();
        }
    }

    @Test
    default void notesAreBytesUpToTheLongest() {
        byte[] longest = new byte[Notes.MAX_BYTES];
        new Random(1).nextBytes(longest);
        byte[] every = new byte[256];
        IntStream.range(0, 256).forEach(i -> every[i] = (byte) i);
        long head = notes().head();
        notes().append(List.of(longest, new byte[0], every));
        assertThat(notes().read(head, 3).entries()).containsExactly(longest, new byte[0], every);
        assertThatThrownBy(() -> notes().append(List.of(new byte[Notes.MAX_BYTES + 1])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> notes().append(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> notes().read(head, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(notes().head()).isEqualTo(head + 3);
    }

    @Test
    default void whoComesTooLateForSomeNotesIsToldSo() {
        long head = notes().head();
        notes().append(List.of(entry("one"), entry("two"), entry("three")));
        notes().remove(head + 1);
        notes().remove(head + 1);
        Page rest = notes().read(head, 10);
        assertThat(texts(rest)).containsExactly("two", "three");
        assertThat(rest.upTo()).isEqualTo(head + 3);
        assertThat(rest.isWhole()).isFalse();
        assertThat(notes().read(head + 1, 10).isWhole()).isTrue();

        notes().remove(head + 3);
        Page none = notes().read(head, 10);
        assertThat(none.entries()).isEmpty();
        assertThat(none.upTo()).isEqualTo(head + 3);
        assertThat(none.isWhole()).isFalse();
        assertThat(notes().head()).isEqualTo(head + 3);
        assertThat(notes().append(List.of(entry("four")))).isEqualTo(head + 4);
    }

    @Test
    default void whoHasReadFurtherThanTheLogGoesIsToldWhereItEnds() {
        long head = notes().append(List.of(entry("last")));
        Page page = notes().read(head + 5, 10);
        assertThat(page.entries()).isEmpty();
        assertThat(page.upTo()).isEqualTo(head);
        assertThat(page.isWhole()).isFalse();
    }

    /** As it would not be where positions came from a sequence: commits don't come in its order. */
    @Test
    default void noReaderMissesANoteWhileManyNodesAddThem() {
        int writers = 4;
        int each = 4 * batchesPerWriter();
        long head = notes().head();
        List<List<String>> read = Together.run(writers + 2, thread -> {
            if (thread < writers) {
                for (int i = 0; i < each; i++) {
                    notes().append(List.of(entry(thread + ":" + 2 * i), entry(thread + ":" + (2 * i + 1))));
                }
                return List.of();
            }
            List<String> seen = new ArrayList<>();
            for (long after = head; seen.size() < 2 * writers * each; ) {
                Page page = notes().read(after, ChatStore.MAX_LIMIT);
                assertThat(page.isWhole()).isTrue();
                assertThat(page.upTo()).isEqualTo(after + page.entries().size());
                seen.addAll(texts(page));
                after = page.upTo();
            }
            return seen;
        });
        for (List<String> seen : read.subList(writers, writers + 2)) {
            for (int writer = 0; writer < writers; writer++) {
                String by = writer + ":";
                assertThat(seen.stream().filter(text -> text.startsWith(by)).toList())
                        .isEqualTo(IntStream.range(0, 2 * each)
                                .mapToObj(i -> by + i)
                                .toList());
            }
        }
    }

    @Test
    default void countingNotesGoesOnAfterReopening() {
        long head = notes().append(List.of(entry("before")));
        reopenStore();
        assertThat(notes().head()).isEqualTo(head);
        assertThat(notes().append(List.of(entry("after")))).isEqualTo(head + 1);
        assertThat(texts(notes().read(head - 1, 10))).containsExactly("before", "after");
    }
}
