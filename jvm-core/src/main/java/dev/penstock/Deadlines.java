package dev.penstock;

import dev.penstock.function.Cancellation;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Stops queries that take longer than they may. One thread for all of them, which begins with the first. Thread-safe.
final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor clock =
            new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("penstock-deadlines").factory());

    Deadlines() {
        clock.setRemoveOnCancelPolicy(true);
    }

    /// Stops the query when it is `limit` old, unless the future is cancelled before.
    ///
    /// @param opened when the query began, as [System#nanoTime()] says
    Future<?> watch(Cancellation query, long opened, Duration limit) {
        long left = limit.toNanos() - (System.nanoTime() - opened);
        return clock.schedule(() -> query.expire(limit), Math.max(0, left), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
