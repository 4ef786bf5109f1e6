package dev.penstock.operator;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The threads that compute, shared by all queries of an engine.
///
/// Whoever reads a result computes too, so a task that waits here for a free thread never holds anybody up, and tasks
/// may submit tasks.
final class WorkerThreads implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ThreadPoolExecutor pool;

    WorkerThreads(int threads) {
        pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        task -> {
                            var thread = new Thread(task, "penstock-worker-" + NUMBER.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        },
                        // After the engine was closed nobody needs the help any more.
                        new ThreadPoolExecutor.DiscardPolicy());
        pool.allowCoreThreadTimeOut(true);
    }

    void execute(Runnable task) {
        pool.execute(task);
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
