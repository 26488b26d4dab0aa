package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.model.UserId;
import chat.duologue.store.spi.Cursors;
import chat.duologue.store.spi.Cursors.Cursor;
import chat.duologue.store.spi.DuePage;
import chat.duologue.store.spi.Erasure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How far readers have come that are not devices. */
interface CursorContract extends StoreUnderTest {
    /** One that no other test has. */
    private String reader() {
        return "audit-" + tag();
    }

    private Cursors cursors() {
        return store().cursors();
    }

    private Cursor cursor(UserId user) {
        return cursors().read(reader(), List.of(user)).get(user);
    }

    private void advance(UserId user, long position, long mark) {
        cursors().advance(reader(), Map.of(user, new Cursor(position, mark)));
    }

    /** This test's users who are behind, in pages of that size. */
    private List<UserId> behind(String reader, int limit) {
        List<UserId> found = new ArrayList<>();
        UserId after = null;
        do {
            DuePage page = cursors().behind(reader, after, limit);
            assertThat(page.users()).hasSizeLessThanOrEqualTo(limit);
            found.addAll(page.users());
            after = page.next().orElse(null);
        } while (after != null);
        found.removeIf(user -> !user.value().startsWith(tag()));
        return found;
    }

    @Test
    default void aReaderBeginsAtTheStart() {
        UserId alice = user("alice");
        send(alice, user("bob"), "hello");
        assertThat(cursors().read(reader(), List.of(alice, user("stranger"))))
                .isEqualTo(Map.of(alice, Cursor.START, user("stranger"), Cursor.START));
        assertThat(cursors().read(reader(), List.of())).isEmpty();
    }

    @Test
    default void keepsHowFarAReaderHasCome() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        sendMany(alice, bob, 5);
        cursors().advance(reader(), Map.of(alice, new Cursor(3, 17), bob, new Cursor(5, 0)));
        assertThat(cursors().read(reader(), List.of(alice, bob)))
                .isEqualTo(Map.of(alice, new Cursor(3, 17), bob, new Cursor(5, 0)));
        cursors().advance(reader(), Map.of(alice, new Cursor(4, 2)));
        cursors().advance(reader(), Map.of());
        assertThat(cursors().read(reader(), List.of(alice, bob)))
                .isEqualTo(Map.of(alice, new Cursor(4, 2), bob, new Cursor(5, 0)));
        assertThat(List.of(head(alice), head(bob))).containsExactly(5L, 5L);
    }

    @Test
    default void aCursorOnlyGoesForward() {
        UserId alice = user("alice");
        sendMany(alice, user("bob"), 5);
        advance(alice, 3, 17);
        advance(alice, 2, 99);
        assertThat(cursor(alice)).isEqualTo(new Cursor(3, 17));
        advance(alice, 3, 0);
        assertThat(cursor(alice)).isEqualTo(new Cursor(3, 0));
    }

    @Test
    default void oneCallMovesTheCursorsOfManyUsers() {
        List<UserId> users =
                IntStream.range(0, 60).mapToObj(i -> user("many" + i)).toList();
        users.forEach(user -> send(user, user("bob"), "hello"));
        for (long mark = 1; mark <= 2; mark++) {
            Map<UserId, Cursor> moved = new HashMap<>();
            for (UserId user : users) {
                moved.put(user, new Cursor(1, mark));
            }
            cursors().advance(reader(), moved);
            assertThat(cursors().read(reader(), users)).isEqualTo(moved);
        }
    }

    @Test
    default void readersKnowNothingOfEachOther() {
        UserId alice = user("alice");
        send(alice, user("bob"), "hello");
        advance(alice, 1, 5);
        String other = reader() + "-2";
        assertThat(cursors().read(other, List.of(alice))).isEqualTo(Map.of(alice, Cursor.START));
        assertThat(behind(other, 100)).contains(alice);
        assertThat(behind(reader(), 100)).doesNotContain(alice);
    }

    @Test
    default void tellsInWhoseStreamsAReaderIsBehind() {
        List<UserId> users =
                IntStream.range(0, 7).mapToObj(i -> user("due" + i)).toList();
        UserId bob = user("bob");
        users.forEach(user -> send(user, bob, "hello"));
        List<UserId> all = new ArrayList<>(users);
        all.add(bob);
        for (int limit : new int[] {7, 500}) {
            assertThat(behind(reader(), limit)).containsExactlyInAnyOrderElementsOf(all);
        }
        advance(users.get(2), 1, 0);
        advance(bob, 6, 0);
        all.remove(users.get(2));
        assertThat(behind(reader(), 100)).containsExactlyInAnyOrderElementsOf(all);
        advance(bob, 7, 0);
        all.remove(bob);
        assertThat(behind(reader(), 100)).containsExactlyInAnyOrderElementsOf(all);
        send(bob, users.get(2), "hello");
        all.add(bob);
        all.add(users.get(2));
        assertThat(behind(reader(), 100)).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    default void aUserWhomTheStoreDoesNotKnowIsLeftOut() {
        UserId alice = user("alice");
        UserId stranger = user("stranger");
        send(alice, user("bob"), "hello");
        cursors().advance(reader(), Map.of(stranger, new Cursor(7, 1), alice, new Cursor(1, 1)));
        assertThat(cursor(stranger)).isEqualTo(Cursor.START);
        assertThat(cursor(alice)).isEqualTo(new Cursor(1, 1));
        send(stranger, alice, "now I am here");
        assertThat(cursor(stranger)).isEqualTo(Cursor.START);
        assertThat(behind(reader(), 100)).contains(stranger);
    }

    @ParameterizedTest
    @EnumSource
    default void nothingIsKeptOfAnErasedUser(Erasure erasure) {
        UserId alice = user("alice");
        sendMany(alice, user("bob"), 3);
        advance(alice, 3, 9);
        housekeeping().erase(alice, erasure);
        assertThat(cursor(alice)).isEqualTo(Cursor.START);
        assertThat(behind(reader(), 100)).doesNotContain(alice);
        advance(alice, 3, 9);
        send(alice, user("carol"), "I am new here");
        assertThat(cursor(alice)).isEqualTo(Cursor.START);
        assertThat(behind(reader(), 100)).contains(alice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Audit", "a_b", "a'b", "\u00e4"})
    default void otherNamesAreRefused(String name) {
        UserId alice = user("alice");
        assertThatThrownBy(() -> cursors().read(name, List.of(alice))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cursors().advance(name, Map.of(alice, Cursor.START)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cursors().behind(name, null, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void theLongestNameIsKept() {
        UserId alice = user("alice");
        send(alice, user("bob"), "hello");
        String longest = reader() + "x".repeat(Cursors.MAX_NAME - reader().length());
        cursors().advance(longest, Map.of(alice, new Cursor(1, 1)));
        assertThat(cursors().read(longest, List.of(alice))).isEqualTo(Map.of(alice, new Cursor(1, 1)));
        assertThatThrownBy(() -> cursors().read(longest + "x", List.of(alice)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cursors().behind(longest, null, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void cursorsAreThereAfterReopening() {
        UserId alice = user("alice");
        sendMany(alice, user("bob"), 3);
        advance(alice, 2, 9);
        reopenStore();
        assertThat(cursor(alice)).isEqualTo(new Cursor(2, 9));
        assertThat(behind(reader(), 100)).contains(alice);
    }

    @Test
    default void ofTwoNodesAtOnceTheOneThatIsFurtherIsKept() throws Exception {
        List<UserId> users =
                IntStream.range(0, 5).mapToObj(i -> user("both" + i)).toList();
        UserId bob = user("bob");
        for (UserId user : users) {
            sendMany(user, bob, 20);
        }
        Together.run(2, node -> {
            for (long position = 1 + node; position <= 20; position += 2) {
                Map<UserId, Cursor> moved = new HashMap<>();
                for (UserId user : users) {
                    moved.put(user, new Cursor(position, position));
                }
                cursors().advance(reader(), moved);
            }
            return node;
        });
        assertThat(cursors().read(reader(), users).values()).containsOnly(new Cursor(20, 20));
    }
}
