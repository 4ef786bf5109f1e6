package dev.penstock.function;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.concurrent.Callable;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The threads on which functions of users run, so that whoever waits for one can stop waiting.
///
/// A query that is cancelled leaves the call behind: its thread is interrupted, and a function that minds neither that
/// nor anything else keeps the thread, which is a daemon, until the process ends. It can do no harm there: what it
/// works on is its own.
public final class FunctionThreads {
    /// How long it takes at most until a cancelled query is noticed.
    private static final long STEP_NANOSECONDS = TimeUnit.MILLISECONDS.toNanos(10);

    /// A table function pulls its input on its own thread, and plans may be deep. Only the pages that are used cost
    /// memory.
    private static final long STACK_BYTES = 64L << 20;

    private static final ThreadPoolExecutor THREADS =
            new ThreadPoolExecutor(
                    0,
                    Integer.MAX_VALUE,
                    10,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().daemon().name("penstock-function-", 1).stackSize(STACK_BYTES).factory());

    private FunctionThreads() {}

    /// What `work` returns, or an error that names the function.
    ///
    /// @param late takes what `work` returns when nobody waits for it any more
    /// @throws PenstockException with code CANCELLED when the query was cancelled meanwhile; COMPUTE, or a code that
    ///   says more, for whatever `work` throws
    public static <T extends @Nullable Object> T call(
            String name, Cancellation cancellation, Callable<T> work, Consumer<T> late) {
        cancellation.check();
        var call = new Call<>(Thread.currentThread(), work, late);
        THREADS.execute(call);
        Outcome<T> outcome = call.outcome.get();
        while (outcome == null) {
            if (cancellation.isCancelled()) {
                outcome = call.abandon();
                if (outcome == null) {
                    cancellation.check();
                    throw new AssertionError("a query is cancelled once and for all");
                }
                break;
            }
            LockSupport.parkNanos(call, STEP_NANOSECONDS);
            outcome = call.outcome.get();
        }
        Throwable failure = outcome.failure;
        if (failure != null) {
            throw failed(name, failure);
        }
        return outcome.value();
    }

    /// Like [#call], for work whose result nobody must give back.
    public static <T extends @Nullable Object> T call(String name, Cancellation cancellation, Callable<T> work) {
        return call(name, cancellation, work, _ -> {});
    }

    /// Runs `work` without waiting for it.
    public static void detach(Runnable work) {
        THREADS.execute(work);
    }

    /// Whatever a function threw, as an error that names it.
    static PenstockException failed(String name, Throwable failure) {
        String function = "the function \"" + name + "\" ";
        return switch (failure) {
            case PenstockException known ->
                    Cancellation.isStop(known) || String.valueOf(known.getMessage()).contains("\"" + name + "\"")
                            ? known
                            : copied(known, function + "failed: " + known.getMessage());
            case OutOfMemoryError _ ->
                    new PenstockException(ErrorCode.MEMORY_LIMIT, function + "used up the Java heap", failure)
                            .hint("let it keep less at a time, or raise memory_limit");
            case StackOverflowError _ ->
                    new PenstockException(ErrorCode.COMPUTE, function + "failed: its recursion is too deep", failure);
            default -> new PenstockException(ErrorCode.COMPUTE, function + "failed: " + failure, failure);
        };
    }

    private static PenstockException copied(PenstockException error, String message) {
        var copy = new PenstockException(error.code(), message, error);
        if (error.hint() != null) {
            copy.hint(error.hint());
        }
        if (error.column() != null) {
            copy.column(error.column());
        }
        if (error.reference() != null) {
            copy.reference(error.reference());
        }
        return copy;
    }

    private record Outcome<T extends @Nullable Object>(@Nullable T value0, @Nullable Throwable failure) {
        @SuppressWarnings("NullAway") // null only where T has null
        T value() {
            return value0;
        }
    }

    private static final class Call<T extends @Nullable Object> implements Runnable {
        private final Thread waiting;
        private final Callable<T> work;
        private final Consumer<T> late;
        private final AtomicReference<@Nullable Outcome<T>> outcome = new AtomicReference<>();
        private @Nullable Thread worker;
        private boolean abandoned;

        Call(Thread waiting, Callable<T> work, Consumer<T> late) {
            this.waiting = waiting;
            this.work = work;
            this.late = late;
        }

        @Override
        public void run() {
            synchronized (this) {
                if (abandoned) {
                    return;
                }
                worker = Thread.currentThread();
            }
            Outcome<T> made;
            try {
                made = new Outcome<>(work.call(), null);
            } catch (Throwable e) {
                made = new Outcome<>(null, e);
            }
            synchronized (this) {
                worker = null;
                if (!abandoned) {
                    outcome.set(made);
                    LockSupport.unpark(waiting);
                }
            }
            // The next call must not find the interrupt that was meant for this one.
            var _ = Thread.interrupted();
            if (abandoned && made.failure == null) {
                late.accept(made.value());
            }
        }

        /// Stops waiting.
        ///
        /// @return what came of the call, if it has just ended
        synchronized @Nullable Outcome<T> abandon() {
            Outcome<T> made = outcome.get();
            if (made == null) {
                abandoned = true;
                if (worker != null) {
                    worker.interrupt();
                }
            }
            return made;
        }
    }
}
