package chat.duologue.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import chat.duologue.model.UserId;
import chat.duologue.store.spi.Erasure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When users were last here. */
interface LastSeenContract extends StoreUnderTest {
    Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    default void tellsWhenUsersWereLastHere() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(alice, bob, "hello");
        assertThat(store().lastSeen(List.of(alice, bob))).isEmpty();
        store().seen(Map.of(alice, NOON.plusNanos(1_500_000), bob, NOON));
        assertThat(store().lastSeen(List.of(alice, bob, user("stranger"))))
                .isEqualTo(Map.of(alice, NOON.plusMillis(1), bob, NOON));
        store().seen(Map.of(alice, NOON, bob, NOON.plusSeconds(1), user("stranger"), NOON));
        assertThat(store().lastSeen(List.of(alice, bob, user("stranger"))))
                .isEqualTo(Map.of(alice, NOON.plusMillis(1), bob, NOON.plusSeconds(1)));
        assertThat(List.of(head(alice), head(bob))).containsExactly(1L, 1L);
    }

    @Test
    default void anErasedUserWasNeverHere() {
        UserId alice = user("alice");
        UserId bob = user("bob");
        send(alice, bob, "hello");
        store().seen(Map.of(alice, NOON));
        housekeeping().erase(alice, Erasure.KEEP_MESSAGES);
        send(alice, user("carol"), "I am new here");
        assertThat(store().lastSeen(List.of(alice))).isEmpty();
    }
}
