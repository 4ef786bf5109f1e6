package dev.penstock.function;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Pieces of work that may run at the same time.
public final class SideBySide {
    private SideBySide() {}

    /// Runs all of `work`, and comes back when nothing of it runs any more, also when a piece fails: the memory that
    /// pieces work on is the caller's, who gives it back then.
    ///
    /// @param threads how many may work, the caller's among them
    public static void run(int threads, List<Runnable> work) {
        var next = new AtomicInteger();
        Runnable worker =
                () -> {
                    for (int i = next.getAndIncrement(); i < work.size(); i = next.getAndIncrement()) {
                        work.get(i).run();
                    }
                };
        var others = new ArrayList<ForkJoinTask<?>>();
        for (int i = 1; i < Math.min(threads, work.size()); i++) {
            others.add(ForkJoinPool.commonPool().submit(worker));
        }
        Throwable failure = failureOf(worker);
        // Who fails takes no more pieces, so the others go on with those that are left, and then all are done.
        for (ForkJoinTask<?> other : others) {
            other.quietlyJoin();
            failure = failure == null ? other.getException() : failure;
        }
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(failure);
        }
    }

    private static @Nullable Throwable failureOf(Runnable worker) {
        try {
            worker.run();
            return null;
        } catch (RuntimeException | Error e) {
            return e;
        }
    }
}
