package dev.penstock.bridge;

import dev.penstock.Engine;
import dev.penstock.Sources;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// An engine that foreign code holds, and the threads on which its queries are bound and run.
final class Session implements Resource {
    /// A plan may be a thousand levels deep, and every pass over it recurses. Only the pages that are used cost memory.
    private static final long STACK_BYTES = 64L << 20;

    private static final long PATIENCE_SECONDS = 10;

    private final Engine engine;
    private final SessionConfig config;
    private final Sources sources;
    private final WaitHook waitHook;
    private final Set<QueryJob> jobs = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor drivers;
    private volatile boolean closing;

    Session(SessionConfig config, Handles handles, WaitHook waitHook) {
        this.config = config;
        this.waitHook = waitHook;
        engine = new Engine(config.engine());
        sources = new SessionSources(handles, this);
        engine.functions().add(new PythonCalls(this, handles));
        // No limit on the number: a query may wait for another one whose stream it reads.
        drivers =
                new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        10,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        Thread.ofPlatform().daemon().name("penstock-driver-", 1).stackSize(STACK_BYTES).factory());
    }

    Engine engine() {
        return engine;
    }

    SessionConfig config() {
        return config;
    }

    Sources sources() {
        return sources;
    }

    WaitHook waitHook() {
        return waitHook;
    }

    /// How many queries are open.
    int openQueries() {
        return jobs.size();
    }

    /// What `work` answers on a thread of this session.
    <T> CompletableFuture<T> supply(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, drivers);
    }

    /// Runs `work`, which does not throw, on a thread of this session; on the calling thread when the session is
    /// closed, so that whoever gives something back still can.
    void run(Runnable work) {
        try {
            drivers.execute(work);
        } catch (RejectedExecutionException _) {
            work.run();
        }
    }

    /// Keeps `job` in mind until it has ended.
    void remember(QueryJob job) {
        jobs.add(job);
    }

    void forget(QueryJob job) {
        jobs.remove(job);
    }

    /// From now on nothing new may be opened.
    void startClosing() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    /// Cancels all queries, waits until they have stopped, and closes the engine.
    ///
    /// @throws PenstockException with code TIMEOUT when a query does not stop, for example because a foreign producer
    ///   does not return; the engine then stays, because that query still uses it
    void shutDown() {
        List<QueryJob> open = List.copyOf(jobs);
        open.forEach(QueryJob::end);
        CompletableFuture<?>[] ended = open.stream().map(QueryJob::ended).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ended).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            throw new PenstockException(
                    ErrorCode.TIMEOUT, jobs.size() + " queries did not stop within " + PATIENCE_SECONDS + " seconds");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new AssertionError("ending a query failed", e);
        }
        drivers.shutdown();
        engine.close();
    }

    @Override
    public Session session() {
        return this;
    }

    @Override
    public String kind() {
        return "session";
    }

    /// Does nothing: a session is closed by [#shutDown()], which waits.
    @Override
    public void close() {}
}
