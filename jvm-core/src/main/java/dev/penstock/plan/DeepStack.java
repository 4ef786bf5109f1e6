package dev.penstock.plan;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// Runs work that recurses as deep as a plan.
///
/// Plans are trees, so the passes over them are recursive, down to the `hashCode` of a record. A thread's usual
/// megabyte holds some hundred levels of the hungriest pass, and the limit of a plan is a thousand: deeper plans get a
/// thread with enough stack. Only the pages that are touched cost memory.
public final class DeepStack {
    /// Levels that any thread has stack for.
    private static final int ANYWHERE = 150;

    private static final long STACK_BYTES = 256L << 20;

    private DeepStack() {}

    /// What `work` gives; what it throws is thrown here.
    ///
    /// @param levels how deep the work recurses, in levels of a plan
    public static <T> T call(int levels, Supplier<T> work) {
        if (levels <= ANYWHERE) {
            return work.get();
        }
        var task = new FutureTask<T>(work::get);
        var thread = new Thread(null, task, "penstock-deep-plan", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        return result(task);
    }

    /// Waits through interrupts, which are kept: the work is short, and nobody else could take its result.
    private static <T> T result(FutureTask<T> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new AssertionError("a supplier threw a checked exception", e);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
