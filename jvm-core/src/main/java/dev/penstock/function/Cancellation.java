package dev.penstock.function;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/// Whether a query should stop. Set once, from any thread; looked at between batches.
public final class Cancellation {
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();

    /// A query that goes on.
    public Cancellation() {}

    /// Asks everything that works for the query to stop.
    public void cancel() {
        if (cancelled.compareAndSet(false, true)) {
            listeners.forEach(Runnable::run);
        }
    }

    public boolean isCancelled() {
        return cancelled.get();
    }

    /// Runs `listener` when the query is cancelled; at once if it already was. A listener may run twice and must not
    /// throw.
    public void onCancel(Runnable listener) {
        listeners.add(listener);
        if (cancelled.get()) {
            listener.run();
        }
    }

    /// @throws PenstockException with code CANCELLED after [#cancel()]
    public void check() {
        if (cancelled.get()) {
            throw new PenstockException(ErrorCode.CANCELLED, "the query was cancelled");
        }
    }
}
