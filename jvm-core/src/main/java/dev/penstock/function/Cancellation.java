package dev.penstock.function;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Whether a query should stop. Set once, from any thread; looked at between batches.
public final class Cancellation {
    private final AtomicReference<@Nullable Supplier<PenstockException>> reason = new AtomicReference<>();
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();

    /// A query that goes on.
    public Cancellation() {}

    /// Asks everything that works for the query to stop.
    public void cancel() {
        stop(() -> new PenstockException(ErrorCode.CANCELLED, "the query was cancelled"));
    }

    /// The same for a query that has taken as long as it was allowed to: it ends with code TIMEOUT.
    public void expire(Duration limit) {
        double seconds = limit.toNanos() / 1e9;
        stop(() ->
                new PenstockException(
                                ErrorCode.TIMEOUT, "the query took longer than the %s s that it may".formatted(seconds))
                        .hint("raise query_timeout, or ask for less"));
    }

    private void stop(Supplier<PenstockException> why) {
        if (reason.compareAndSet(null, why)) {
            listeners.forEach(Runnable::run);
        }
    }

    public boolean isCancelled() {
        return reason.get() != null;
    }

    /// Whether an error says that a query was stopped, rather than that it failed.
    public static boolean isStop(PenstockException error) {
        return error.code() == ErrorCode.CANCELLED || error.code() == ErrorCode.TIMEOUT;
    }

    /// Runs `listener` when the query is to stop; at once if it already is. A listener may run twice and must not
    /// throw.
    public void onCancel(Runnable listener) {
        listeners.add(listener);
        if (isCancelled()) {
            listener.run();
        }
    }

    /// @throws PenstockException with code CANCELLED after [#cancel()], TIMEOUT after [#expire(Duration)]
    public void check() {
        Supplier<PenstockException> why = reason.get();
        if (why != null) {
            throw why.get();
        }
    }

    /// What [#check()] throws of a query that is to stop, and else what it is given.
    public PenstockException orElse(PenstockException error) {
        Supplier<PenstockException> why = reason.get();
        return why == null ? error : why.get();
    }
}
