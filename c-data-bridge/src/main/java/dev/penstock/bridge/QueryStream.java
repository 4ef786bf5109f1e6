package dev.penstock.bridge;

import dev.penstock.Query;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.type.Schema;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The rows of a query as a stream that computes as it is read.
///
/// A thread of the session pulls them, at most one batch ahead of the reader: plans may be deep, and the stack of a
/// foreign thread may not be. The reader waits in steps, so that it can be interrupted, and lets its interpreter's lock
/// go meanwhile: the query may read from a stream whose producer needs that lock. For the same reason closing never
/// waits, and runs nothing of the engine's on the reader's thread.
final class QueryStream implements BatchStream {
    private static final long STEP_NANOSECONDS = TimeUnit.MILLISECONDS.toNanos(50);

    private final QueryJob job;
    private final Query query;
    private final CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();

    private @Nullable Batch ready;
    private @Nullable Throwable failure;
    private boolean started;
    private boolean finished;
    private boolean closed;

    QueryStream(QueryJob job, Query query) {
        this.job = job;
        this.query = query;
    }

    /// Done when nothing works for this stream any more.
    CompletableFuture<@Nullable Void> stopped() {
        return stopped;
    }

    @Override
    public Schema schema() {
        return query.schema();
    }

    @Override
    public @Nullable Batch next() {
        start();
        WaitHook hook = job.session().waitHook();
        while (!isReady()) {
            long token = hook.beforeWait();
            try {
                await();
            } finally {
                hook.afterWait(token);
            }
            if (hook.shouldStop()) {
                job.session().run(job::cancel);
                throw QueryJob.cancelled();
            }
        }
        return take();
    }

    private synchronized void start() {
        if (!started && !closed) {
            started = true;
            job.session().run(this::produce);
        }
    }

    private synchronized boolean isReady() {
        return ready != null || finished || closed;
    }

    private synchronized void await() {
        long deadline = System.nanoTime() + STEP_NANOSECONDS;
        try {
            for (long left = STEP_NANOSECONDS; left > 0 && !isReady(); left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw QueryJob.cancelled();
        }
    }

    private synchronized @Nullable Batch take() {
        Batch taken = ready;
        if (taken != null) {
            ready = null;
            notifyAll();
            return taken;
        }
        if (failure != null) {
            throw QueryJob.failure(failure);
        }
        if (closed) {
            throw QueryJob.cancelled();
        }
        return null;
    }

    private void produce() {
        job.stopwatch().start();
        Throwable problem = null;
        try (query;
                BatchStream rows = query.stream()) {
            while (awaitRoom()) {
                Batch batch = rows.next();
                if (batch == null) {
                    break;
                }
                query.progress().addRows(batch.rows());
                put(batch);
            }
        } catch (Throwable e) {
            problem = e;
        }
        job.stopwatch().stop();
        synchronized (this) {
            failure = problem;
            finished = true;
            notifyAll();
        }
        stopped.complete(null);
    }

    /// Waits until the reader has taken what is ready.
    ///
    /// @return whether to go on
    private synchronized boolean awaitRoom() {
        try {
            while (ready != null && !closed) {
                wait();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw QueryJob.cancelled();
        }
        return !closed;
    }

    private void put(Batch batch) {
        synchronized (this) {
            if (!closed) {
                ready = batch;
                notifyAll();
                return;
            }
        }
        batch.close();
    }

    /// The reader has released the stream.
    @Override
    public void close() {
        boolean working = stop();
        if (working) {
            job.session().run(job::end);
        } else {
            job.end();
        }
    }

    /// Ends the stream: readers get an error from now on.
    ///
    /// @return whether a thread is still at work for it
    boolean stop() {
        Batch left;
        boolean working;
        synchronized (this) {
            closed = true;
            left = ready;
            ready = null;
            working = started && !finished;
            notifyAll();
        }
        if (left != null) {
            left.close();
        }
        if (!working) {
            stopped.complete(null);
        }
        return working;
    }
}
