package chat.duologue.internal.listener;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.UserId;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DueUsersTest {
    private static final UserId ALICE = new UserId("alice");
    private static final UserId BOB = new UserId("bob");
    private static final UserId CAROL = new UserId("carol");
    private static final long LATER = TimeUnit.HOURS.toNanos(1);

    private final DueUsers due = new DueUsers(2);

    @Test
    void givesOutThoseWhoseTimeHasComeEarliestFirst() {
        assertThat(due.offer(ALICE, 2)).isTrue();
        assertThat(due.offer(BOB, 1)).isTrue();
        assertThat(due.take(1)).containsExactly(BOB);
        assertThat(due.take(5)).containsExactly(ALICE);
        due.giveBack(BOB);
        assertThat(due.offer(BOB, LATER)).isTrue();
        assertThat(due.take(5)).isEmpty();
        assertThat(due.next()).isEqualTo(LATER);
    }

    @Test
    void anEarlierTimeCountsUnlessTheUserIsHeld() {
        due.offer(ALICE, LATER);
        assertThat(due.offer(ALICE, LATER + 1)).isFalse();
        assertThat(due.offer(ALICE, 0)).isTrue();
        assertThat(due.take(5)).containsExactly(ALICE);
        due.giveBackUntil(ALICE, LATER);
        assertThat(due.offer(ALICE, 0)).isFalse();
        due.offerIfAbsent(ALICE, 0);
        assertThat(due.take(5)).isEmpty();
    }

    @Test
    void whoIsLookedAtIsNotGivenOutTwiceButAgain() {
        due.offer(ALICE, 0);
        due.take(5);
        due.offer(ALICE, 0);
        assertThat(due.take(5)).isEmpty();
        assertThat(due.next()).isEqualTo(Long.MAX_VALUE);
        due.giveBack(ALICE);
        assertThat(due.take(5)).containsExactly(ALICE);
        due.giveBack(ALICE);
        assertThat(due.take(5)).isEmpty();
    }

    @Test
    void whoIsOneTooManyIsForgotten() {
        due.offer(ALICE, 0);
        due.offer(BOB, 0);
        assertThat(due.offer(CAROL, 0)).isFalse();
        assertThat(due.take(5)).containsExactly(ALICE, BOB);
        assertThat(due.offer(CAROL, 0)).isFalse();
        due.giveBack(ALICE);
        assertThat(due.offer(CAROL, 0)).isTrue();
        assertThat(due.hasRoomFor(1)).isFalse();
        due.giveBackUntil(BOB, LATER);
        assertThat(due.take(5)).containsExactly(CAROL);
    }
}
