package dev.penstock.operator;

import dev.penstock.function.Cancellation;
import dev.penstock.run.NodeCounter;
import dev.penstock.run.WorkClock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Runs a few tasks side by side. Whoever waits for them does what nobody else has begun, so tasks that find no free
/// thread hold nobody up.
record Tasks(WorkerThreads pool, int threads, Cancellation cancellation) {
    /// Runs all of `tasks` and returns when they are done, also those of other threads.
    ///
    /// @throws RuntimeException or Error, the first that a task threw
    void run(List<Runnable> tasks) {
        var next = new AtomicInteger();
        var done = new CountDownLatch(tasks.size());
        var failure = new AtomicReference<@Nullable Throwable>();
        NodeCounter node = WorkClock.current();
        Runnable worker =
                () -> {
                    NodeCounter before = WorkClock.turnTo(node);
                    for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
                        try {
                            tasks.get(i).run();
                        } catch (Throwable e) {
                            failure.compareAndSet(null, e);
                        } finally {
                            done.countDown();
                        }
                    }
                    WorkClock.turnTo(before);
                };
        for (int i = 1; i < Math.min(threads, tasks.size()); i++) {
            pool.execute(worker);
        }
        worker.run();
        WorkClock.turnTo(null);
        awaitAll(done);
        WorkClock.turnTo(node);
        switch (failure.get()) {
            case null -> {}
            case Error error -> throw error;
            case RuntimeException error -> throw error;
            case Throwable other -> throw new AssertionError(other);
        }
    }

    /// Tasks use memory that the caller gives back, so nothing makes it leave before they are out.
    private static void awaitAll(CountDownLatch done) {
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends the task when the query was cancelled.
    void check() {
        cancellation.check();
    }
}
