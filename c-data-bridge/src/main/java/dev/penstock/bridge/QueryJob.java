package dev.penstock.bridge;

import dev.penstock.Query;
import dev.penstock.QueryOptions;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionThreads;
import dev.penstock.plan.PlanJson;
import dev.penstock.run.Progress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A query that foreign code holds: bound on a thread of its session, then run once, into a frame or as a stream.
///
/// It ends when its handle is released, unless it was exported as a stream: then it ends with the stream. Ending never
/// waits; what the query holds is given back by the thread that works for it.
final class QueryJob implements Resource {
    private final Session session;
    private final CompletableFuture<Query> bound;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private final Stopwatch stopwatch = new Stopwatch();
    private final List<Long> functions;
    private CompletableFuture<?> latest;
    private @Nullable CompletableFuture<Frame> collected;
    private @Nullable QueryStream exported;
    private boolean ending;

    /// Starts to bind.
    ///
    /// @param functions those of Python that are kept for this query, until it ends
    QueryJob(Session session, String plan, QueryOptions options, List<Long> functions) {
        this.session = session;
        this.functions = List.copyOf(functions);
        session.remember(this);
        bound = session.supply(() -> session.engine().query(PlanJson.parse(plan), options, session.sources()));
        latest = bound;
    }

    /// Waits for what was started last, and says whether it is done.
    boolean await(long milliseconds) {
        CompletableFuture<?> awaited;
        synchronized (this) {
            awaited = latest;
        }
        try {
            awaited.get(milliseconds, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw cancelled();
        }
    }

    /// The query.
    ///
    /// @throws PenstockException with code INVALID_OPERATION before it is bound
    Query query() {
        if (!bound.isDone()) {
            throw new PenstockException(ErrorCode.INVALID_OPERATION, "the query is not bound yet")
                    .hint("call query_wait first");
        }
        return bound.handle(
                        (query, error) -> {
                            if (error != null) {
                                throw failure(error);
                            }
                            return query;
                        })
                .join();
    }

    /// How far the run is; all unknown before the query is bound.
    Progress progress() {
        return bound.isDone() ? query().progress() : new Progress();
    }

    /// Starts to collect, once the query is bound.
    synchronized void collect() {
        checkUnused();
        collected =
                bound.thenCompose(query ->
                        session.supply(() -> {
                            stopwatch.start();
                            try (query) {
                                return query.collect();
                            } finally {
                                stopwatch.stop();
                            }
                        }));
        latest = collected;
    }

    /// Hands the collected rows over.
    synchronized Frame takeFrame() {
        if (ending) {
            throw cancelled();
        }
        if (collected == null || !collected.isDone()) {
            throw new PenstockException(ErrorCode.INVALID_OPERATION, "the rows are not collected yet")
                    .hint("call query_collect and query_wait first");
        }
        await(0);
        Frame frame = collected.join();
        // From now on the frame is the caller's, so ending the query must not close it.
        collected =
                CompletableFuture.failedFuture(
                        new PenstockException(
                                ErrorCode.INVALID_OPERATION, "the rows of this query were handed over before"));
        latest = collected;
        return frame;
    }

    /// The rows as a stream that keeps this job, and the streams that the plan reads.
    synchronized BatchStream stream() {
        Query query = query();
        checkUnused();
        query.takeStreams();
        exported = new QueryStream(this, query);
        return exported;
    }

    private void checkUnused() {
        if (ending) {
            throw cancelled();
        }
        if (collected != null || exported != null) {
            throw new PenstockException(ErrorCode.INVALID_OPERATION, "the query ran already").hint("open a new one");
        }
    }

    Stopwatch stopwatch() {
        return stopwatch;
    }

    /// Makes the run stop soon.
    void cancel() {
        var _ = bound.thenAccept(Query::cancel);
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public String kind() {
        return "query";
    }

    /// The handle was released.
    @Override
    public void close() {
        synchronized (this) {
            if (exported != null) {
                return;
            }
        }
        end();
    }

    /// Stops the query and sees to it that everything it holds is given back.
    void end() {
        QueryStream stream;
        CompletableFuture<?> last;
        synchronized (this) {
            if (ending) {
                return;
            }
            ending = true;
            stream = exported;
            last = stream == null ? latest : stream.stopped();
        }
        cancel();
        if (stream != null) {
            stream.stop();
        }
        var _ = last.handle((_, _) -> giveBack());
    }

    /// Done when the query holds nothing any more.
    CompletableFuture<@Nullable Void> ended() {
        return ended;
    }

    /// Runs outside of the lock: what is given back may be foreign, and its owner may want locks of its own.
    private boolean giveBack() {
        try {
            CompletableFuture<Frame> rows;
            synchronized (this) {
                rows = collected;
            }
            if (rows != null && rows.state() == Future.State.SUCCESS) {
                rows.resultNow().close();
            }
            if (bound.state() == Future.State.SUCCESS) {
                bound.resultNow().close();
            }
            if (!functions.isEmpty()) {
                // On another thread: this one may be inside of a destructor, which must not run Python code.
                FunctionThreads.detach(() -> functions.forEach(PythonHost.functions()::release));
            }
        } finally {
            session.forget(this);
            ended.complete(null);
        }
        return true;
    }

    static PenstockException cancelled() {
        return new PenstockException(ErrorCode.CANCELLED, "the query was cancelled");
    }

    /// An error in the shape in which it may be thrown again.
    static RuntimeException failure(Throwable error) {
        return switch (error) {
            case java.util.concurrent.CompletionException wrapped when wrapped.getCause() != null ->
                    failure(wrapped.getCause());
            case Error fatal -> throw fatal;
            case RuntimeException known -> known;
            default -> new java.util.concurrent.CompletionException(error);
        };
    }
}
