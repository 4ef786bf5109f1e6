package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.function.Cancellation;
import dev.penstock.run.NodeCounter;
import dev.penstock.run.WorkClock;
import dev.penstock.type.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A pipeline at work: workers take morsels from a source through a step each, and the results come out in the order of
/// the morsels.
///
/// Whoever pulls is a worker too, so a query on one thread needs no other, and a batch that is asked for never waits
/// for a thread. Helpers work ahead of the reader by no more than a few morsels and some bytes; a helper that finds no
/// room left goes home, and comes back when the reader has made room. A morsel that becomes very many rows is left
/// where it is as soon as enough of them wait, and taken up again by anybody. A failure comes out in the place of its
/// morsel, so that the same query fails or not whatever the number of threads; no new morsel is begun behind it.
final class PipelineRun implements BatchStream {
    /// Results that wait for the reader may hold about this much.
    private static final long QUEUE_BYTES = 32L << 20;

    /// Those of one morsel.
    private static final long MORSEL_BYTES = 4L << 20;

    /// What a worker makes before it shows it to the reader.
    private static final long SHOWN_BYTES = 1L << 20;

    private final class Worker {
        private final int number;
        private @Nullable Step step;

        Worker(int number) {
            this.number = number;
        }

        Step step() {
            if (step == null) {
                step = steps.of(pipeline, number);
            }
            return step;
        }

        void close() {
            if (step != null) {
                step.close();
            }
        }
    }

    /// What came of a morsel so far: rows, and perhaps a failure behind them.
    private static final class Outcome {
        private record Waiting(Batch batch, long bytes) {}

        private final Deque<Waiting> batches = new ArrayDeque<>(1);
        private long bytes;
        private boolean complete;
        private @Nullable Throwable failure;

        void add(Batch batch) {
            long size = QueuedBytes.of(batch);
            batches.add(new Waiting(batch, size));
            bytes += size;
        }

        /// Takes over what came of the same morsel later.
        void addAll(Outcome later) {
            batches.addAll(later.batches);
            bytes += later.bytes;
            failure = later.failure;
        }

        @Nullable Batch poll() {
            Waiting first = batches.poll();
            if (first == null) {
                return null;
            }
            bytes -= first.bytes;
            return first.batch;
        }

        void close() {
            batches.forEach(waiting -> waiting.batch.close());
        }
    }

    /// A worker and the morsel that it is in.
    private static final class Work {
        private final Worker worker;
        private @Nullable Morsel morsel;
        private final boolean waits;
        private Outcome outcome = new Outcome();
        private long number = -1;

        /// @param waits whether the source may keep it waiting
        Work(Worker worker, boolean waits) {
            this.worker = worker;
            this.waits = waits;
        }

        void closeMorsel() {
            if (morsel != null) {
                morsel.close();
            }
        }
    }

    /// Makes the steps of workers.
    interface Steps {
        /// The step of a worker with this number, of a pipeline that is prepared.
        Step of(Pipeline pipeline, int worker);
    }

    private final Schema schema;
    private volatile Pipeline pipeline;
    private volatile Morsels source;
    private final Steps steps;
    private final int threads;
    private final int window;
    private final WorkerThreads pool;
    private final Cancellation cancellation;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Worker> idle = new ArrayDeque<>();
    private final List<Work> paused = new ArrayList<>();
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

    /// Whether the source has said what its first morsel is. Before that it may be another pipeline at work, which
    /// wants the helpers that would wait here.
    private boolean flowing;

    /// Whether a worker waits for a source that is not prompt. Others that would wait behind it may be what the source
    /// needs: it is often another pipeline at work, whose helpers come from the same pool.
    private boolean pulling;

    /// Adopts the pipeline.
    ///
    /// @param steps called with numbers below `threads`
    /// @param window how many morsels may be begun and not yet read
    PipelineRun(
            Schema schema,
            Pipeline pipeline,
            Steps steps,
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
        flowing = source.isPrompt();
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
            prepare();
        }
        while (true) {
            Work own;
            lock.lock();
            try {
                cancellation.check();
                rethrow();
                Outcome outcome = closed ? null : ready.get(head);
                if (outcome != null) {
                    long before = outcome.bytes;
                    Batch batch = outcome.poll();
                    readyBytes -= before - outcome.bytes;
                    if (batch != null) {
                        callHelpers();
                        return batch;
                    }
                    if (outcome.complete) {
                        ready.remove(head);
                        head++;
                        begun--;
                        failure = outcome.failure;
                        rethrow();
                        callHelpers();
                        continue;
                    }
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
                own = resume(true);
                // A source that may wait could hold the reader up while its next batch is already done.
                if (own == null && mayBegin() && (source.isPrompt() || begun == 0)) {
                    own = begin();
                }
                if (own == null && ended && working == 0) {
                    // Nobody is left who could bring the next rows: the source failed while it made them, after others
                    // had taken what comes behind them.
                    cancellation.check();
                    failure = sourceFailure == null ? new AssertionError("morsel " + head + " is gone") : sourceFailure;
                    rethrow();
                }
                if (own == null) {
                    // Waiting is no node's work.
                    NodeCounter node = WorkClock.turnTo(null);
                    changed.awaitUninterruptibly();
                    WorkClock.turnTo(node);
                    continue;
                }
            } finally {
                lock.unlock();
            }
            work(own);
        }
    }

    private void prepare() {
        Pipeline ready = pipeline.prepared(CoreRun.MORSEL_ROWS);
        lock.lock();
        try {
            pipeline = ready;
            source = ready.source();
            if (!closed) {
                return;
            }
        } finally {
            lock.unlock();
        }
        // Somebody closed the one before.
        ready.source().close();
        ready.closeStages();
    }

    /// Whether there is room for another result. Holds the lock.
    private boolean mayBegin() {
        return !closed
                && !failed
                && !ended
                && !cancellation.isCancelled()
                && !pulling
                && begun < window
                && (begun == 0 || readyBytes < QUEUE_BYTES)
                && (!idle.isEmpty() || workers < threads);
    }

    /// Holds the lock.
    private Work begin() {
        begun++;
        working++;
        boolean waits = !source.isPrompt();
        pulling |= waits;
        Worker known = idle.poll();
        return new Work(known != null ? known : new Worker(workers++), waits);
    }

    /// Whether there is room for more of what comes of a morsel that was left. Holds the lock.
    private boolean mayResume(Work work) {
        Outcome shown = work.outcome;
        return !closed
                && !cancellation.isCancelled()
                && ((work.number == head && shown.batches.isEmpty())
                        || (shown.bytes < MORSEL_BYTES / 2 && readyBytes < QUEUE_BYTES));
    }

    /// The first morsel that was left and for which there is room now. Holds the lock.
    ///
    /// @param onlyHead if it is the one whose rows are next
    private @Nullable Work resume(boolean onlyHead) {
        for (Work work : paused) {
            if (mayResume(work) && (!onlyHead || work.number == head)) {
                paused.remove(work);
                working++;
                return work;
            }
        }
        return null;
    }

    /// Holds the lock. One place is the reader's own.
    private void callHelpers() {
        if (!flowing) {
            return;
        }
        int most = source.isPrompt() ? threads - 1 : threads;
        while (helpers < most
                && (paused.stream().anyMatch(this::mayResume) || (mayBegin() && begun + helpers <= window / 2))) {
            helpers++;
            pool.execute(this::help);
        }
    }

    private void help() {
        while (true) {
            Work work;
            lock.lock();
            try {
                work = resume(false);
                if (work == null && mayBegin()) {
                    work = begin();
                }
                if (work == null) {
                    helpers--;
                    return;
                }
            } finally {
                lock.unlock();
            }
            work(work);
        }
    }

    /// Takes a morsel through the step, to its end or until enough of it waits.
    private void work(Work work) {
        boolean going = true;
        while (going) {
            var made = new Outcome();
            boolean more = false;
            try {
                more = advance(work, made);
            } catch (Throwable e) {
                made.failure = e;
            }
            if (!more) {
                work.closeMorsel();
            }
            going = show(work, made, more);
        }
    }

    /// Whether there may be more to come of the morsel.
    private boolean advance(Work work, Outcome made) {
        boolean more = true;
        if (work.morsel == null) {
            try {
                work.morsel = source.next();
            } finally {
                if (work.waits) {
                    pulled(work.morsel != null);
                }
            }
            if (work.morsel == null) {
                return false;
            }
            work.number = work.morsel.number();
            work.worker.step().apply(work.morsel, made::add);
        }
        while (more && made.bytes < SHOWN_BYTES) {
            more = work.worker.step().more(made::add);
        }
        return more;
    }

    /// The source has answered. Once it has said what its first morsel is, there is more than one worker can do.
    private void pulled(boolean flows) {
        lock.lock();
        try {
            pulling = false;
            flowing |= flows;
            callHelpers();
        } finally {
            lock.unlock();
        }
    }

    /// Lets the reader see what was made, and says whether to go on.
    private boolean show(Work work, Outcome made, boolean more) {
        lock.lock();
        try {
            failed |= made.failure != null;
            if (work.number < 0) {
                // The source has no more, or failed itself: that comes behind all morsels that it handed out, also
                // those that it may still hand to workers that are waiting for one.
                ended = true;
                begun--;
                sourceFailure = sourceFailure == null ? made.failure : sourceFailure;
            } else if (closed) {
                made.close();
            } else {
                ready.putIfAbsent(work.number, work.outcome);
                work.outcome.addAll(made);
                work.outcome.complete = !more;
                readyBytes += made.bytes;
            }
            changed.signalAll();
            if (more && !closed && work.outcome.bytes < MORSEL_BYTES && readyBytes < QUEUE_BYTES) {
                return true;
            }
            if (more) {
                paused.add(work);
                paused.sort(Comparator.comparingLong(left -> left.number));
            } else {
                idle.push(work.worker);
            }
            working--;
            return false;
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
        List<Work> left;
        lock.lock();
        try {
            while (working > 0) {
                changed.awaitUninterruptibly();
            }
            gone = List.copyOf(idle);
            idle.clear();
            left = List.copyOf(paused);
            paused.clear();
        } finally {
            lock.unlock();
        }
        gone.forEach(Worker::close);
        left.forEach(work -> work.worker.close());
        left.forEach(Work::closeMorsel);
        pipeline.closeStages();
    }
}
