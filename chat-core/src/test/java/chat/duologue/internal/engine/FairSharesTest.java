package chat.duologue.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.duologue.model.UserId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class FairSharesTest {
    private static final UserId ALICE = new UserId("alice");
    private static final UserId BOB = new UserId("bob");

    private final Queue<Runnable> executor = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private boolean full;
    private final FairShares shares = new FairShares(
            task -> {
                if (full) {
                    throw new RejectedExecutionException();
                }
                executor.add(task);
            },
            2,
            3);

    private void submit(UserId user, String task) {
        shares.execute(user, () -> done.add(task));
    }

    private void runAll() {
        for (Runnable task = executor.poll(); task != null; task = executor.poll()) {
            task.run();
        }
    }

    @Test
    void whoHasTheirShareWaitsBehindTheOthers() {
        for (int i = 1; i <= 5; i++) {
            submit(ALICE, "alice " + i);
        }
        submit(BOB, "bob 1");
        assertThat(executor).hasSize(3);
        runAll();
        assertThat(done).containsExactly("alice 1", "alice 2", "bob 1", "alice 3", "alice 4", "alice 5");
        assertThat(shares.users()).isZero();
    }

    @Test
    void noMoreWaitThanMay() {
        for (int i = 1; i <= 5; i++) {
            submit(ALICE, "alice " + i);
        }
        assertThatThrownBy(() -> submit(ALICE, "one too many")).isInstanceOf(RejectedExecutionException.class);
        submit(BOB, "bob 1");
        runAll();
        submit(ALICE, "alice 6");
        runAll();
        assertThat(done).hasSize(7);
    }

    @Test
    void aTaskThatTheExecutorRefusesLeavesNothingBehind() {
        full = true;
        assertThatThrownBy(() -> submit(ALICE, "refused")).isInstanceOf(RejectedExecutionException.class);
        assertThat(shares.users()).isZero();
        full = false;
        submit(ALICE, "alice 1");
        submit(ALICE, "alice 2");
        submit(ALICE, "dropped");
        full = true;
        runAll();
        full = false;
        assertThat(shares.users()).isZero();
        submit(ALICE, "alice 3");
        runAll();
        assertThat(done).containsExactly("alice 1", "alice 2", "alice 3");
    }

    @Test
    void aTaskThatThrowsFreesItsShare() {
        for (int i = 0; i < 3; i++) {
            shares.execute(ALICE, () -> {
                throw new IllegalStateException("a fault, says the test");
            });
        }
        for (Runnable task = executor.poll(); task != null; task = executor.poll()) {
            assertThatThrownBy(task::run).isInstanceOf(IllegalStateException.class);
        }
        assertThat(shares.users()).isZero();
    }
}
