package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.function.Cancellation;
import dev.penstock.type.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A pipeline at work: workers take morsels from a source through a step each, and the results come out in the order of
/// the morsels.
///
/// Whoever pulls is a worker too, so a query on one thread needs no other, and a batch that is asked for never waits
/// for a thread. Helpers work ahead of the reader by no more than a few morsels and some bytes; a helper that finds no
/// room left goes home, and comes back when the reader has made room. A failure comes out in the place of its morsel,
/// so that the same query fails or not whatever the number of threads; no new morsel is begun behind it.
final class PipelineRun implements BatchStream {
    /// Results that wait for the reader may hold about this much.
    private static final long QUEUE_BYTES = 64L << 20;

    private final class Worker {
        private final int number;
        private @Nullable Step step;

        Worker(int number) {
            this.number = number;
        }

        Step step() {
            if (step == null) {
                step = steps.apply(number);
            }
            return step;
        }

        void close() {
            if (step != null) {
                step.close();
            }
        }
    }

    /// What came of a morsel: rows, and perhaps a failure behind them.
    private static final class Outcome {
        private final Deque<Batch> batches = new ArrayDeque<>(1);
        private long bytes;
        private @Nullable Throwable failure;

        void add(Batch batch) {
            batches.add(batch);
            bytes += QueuedBytes.of(batch);
        }

        void close() {
            batches.forEach(Batch::close);
        }
    }

    private final Schema schema;
    private final Pipeline pipeline;
    private final Morsels source;
    private final IntFunction<Step> steps;
    private final int threads;
    private final int window;
    private final WorkerThreads pool;
    private final Cancellation cancellation;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Worker> idle = new ArrayDeque<>();
    private final Map<Long, Outcome> ready = new HashMap<>();
    private long head;
    private long readyBytes;
    private int begun;
    private int workers;
    private int helpers;
    private int working;
    private boolean ended;
    private boolean failed;
    private @Nullable Throwable failure;
    private @Nullable Throwable sourceFailure;
    private boolean prepared;
    private boolean closed;

    /// Adopts the pipeline.
    ///
    /// @param steps makes the step of a worker with that number, below `threads`
    /// @param window how many morsels may be begun and not yet read
    PipelineRun(
            Schema schema,
            Pipeline pipeline,
            IntFunction<Step> steps,
            int threads,
            int window,
            WorkerThreads pool,
            Cancellation cancellation) {
        this.schema = schema;
        this.pipeline = pipeline;
        this.source = pipeline.source();
        this.steps = steps;
        this.threads = threads;
        this.window = window;
        this.pool = pool;
        this.cancellation = cancellation;
        cancellation.onCancel(this::wake);
    }

    /// How far helpers may run ahead of a reader that wants the rows in order.
    static int orderedWindow(int threads) {
        return 2 * threads + 2;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable Batch next() {
        if (!prepared) {
            prepared = true;
            pipeline.prepare();
        }
        while (true) {
            Worker own;
            lock.lock();
            try {
                cancellation.check();
                rethrow();
                Outcome outcome = closed ? null : ready.get(head);
                if (outcome != null) {
                    Batch batch = outcome.batches.poll();
                    if (batch != null) {
                        return batch;
                    }
                    ready.remove(head);
                    head++;
                    begun--;
                    readyBytes -= outcome.bytes;
                    failure = outcome.failure;
                    rethrow();
                    callHelpers();
                    continue;
                }
                if (closed) {
                    return null;
                }
                if (begun == 0 && ended) {
                    failure = sourceFailure;
                    rethrow();
                    return null;
                }
                callHelpers();
                // A source that may wait could hold the reader up while its next batch is already done.
                own = mayBegin() && (source.isPrompt() || begun == 0) ? begin() : null;
                if (own == null) {
                    changed.awaitUninterruptibly();
                    continue;
                }
            } finally {
                lock.unlock();
            }
            work(own);
        }
    }

    /// Whether there is room for another result. Holds the lock.
    private boolean mayBegin() {
        return !closed
                && !failed
                && !ended
                && !cancellation.isCancelled()
                && begun < window
                && (begun == 0 || readyBytes < QUEUE_BYTES)
                && (!idle.isEmpty() || workers < threads);
    }

    /// Holds the lock.
    private Worker begin() {
        begun++;
        working++;
        Worker known = idle.poll();
        return known != null ? known : new Worker(workers++);
    }

    /// Holds the lock. One place is the reader's own.
    private void callHelpers() {
        int most = source.isPrompt() ? threads - 1 : threads;
        while (helpers < most && mayBegin() && begun + helpers <= window / 2) {
            helpers++;
            pool.execute(this::help);
        }
    }

    private void help() {
        while (true) {
            Worker worker;
            lock.lock();
            try {
                if (!mayBegin()) {
                    helpers--;
                    return;
                }
                worker = begin();
            } finally {
                lock.unlock();
            }
            work(worker);
        }
    }

    private void work(Worker worker) {
        long number = -1;
        var outcome = new Outcome();
        try (Morsel morsel = source.next()) {
            if (morsel != null) {
                number = morsel.number();
                worker.step().apply(morsel, outcome::add);
            }
        } catch (Throwable e) {
            outcome.failure = e;
        }
        lock.lock();
        try {
            failed |= outcome.failure != null;
            if (number < 0) {
                // The source has no more, or failed itself: that comes behind all morsels that it handed out, also
                // those
                // that it may still hand to workers that are waiting for one.
                ended = true;
                begun--;
                sourceFailure = sourceFailure == null ? outcome.failure : sourceFailure;
            } else if (closed) {
                outcome.close();
            } else {
                ready.put(number, outcome);
                readyBytes += outcome.bytes;
            }
            idle.push(worker);
            working--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Holds the lock.
    private void rethrow() {
        switch (failure) {
            case null -> {}
            case Error error -> throw error;
            case RuntimeException error -> throw error;
            default -> throw new AssertionError(failure);
        }
    }

    /// Stops the workers and waits until they are out: at most for the morsels that they are in.
    @Override
    public void close() {
        List<Outcome> unread;
        lock.lock();
        try {
            closed = true;
            unread = new ArrayList<>(ready.values());
            ready.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        unread.forEach(Outcome::close);
        source.close();
        List<Worker> gone;
        lock.lock();
        try {
            while (working > 0) {
                changed.awaitUninterruptibly();
            }
            gone = List.copyOf(idle);
            idle.clear();
        } finally {
            lock.unlock();
        }
        gone.forEach(Worker::close);
        pipeline.closeStages();
    }
}
