package chat.duologue.internal.signal;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Lets one thing happen after the other, in the order they came, whether they succeed or fail. Thread-safe. */
final class Turns {
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

    /** @param task begins something and returns at once */
    synchronized <T> CompletableFuture<T> inTurn(Supplier<CompletableFuture<T>> task) {
        CompletableFuture<T> result = last.handle((value, error) -> null).thenCompose(done -> task.get());
        last = result;
        return result;
    }
}
