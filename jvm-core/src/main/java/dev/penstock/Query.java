package dev.penstock;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.explain.Explain;
import dev.penstock.kernel.LargerBatches;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Budget;
import dev.penstock.operator.ScanPreview;
import dev.penstock.optimize.Optimizer;
import dev.penstock.optimize.Tables;
import dev.penstock.plan.Plan;
import dev.penstock.run.Fragment;
import dev.penstock.run.PlanRun;
import dev.penstock.run.Progress;
import dev.penstock.run.RunReport;
import dev.penstock.run.ScanReport;
import dev.penstock.type.Schema;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A plan that is ready to run, and its run. Runs once; one thread pulls, any thread may cancel or close.
public final class Query implements AutoCloseable {
    private static final AtomicLong NUMBER = new AtomicLong();

    private final Plan written;
    private final BoundPlan bound;
    private final Optimizer.Optimized optimized;
    private final KnownTables tables;
    private final Fragment root;
    private final Sources sources;
    private final Set<String> streams = new LinkedHashSet<>();
    private final Set<Integer> caches = new HashSet<>();
    private final Budget budget;
    private final PlanRun run;
    private final CachedResult cached;
    private final @Nullable Future<?> deadline;
    private final @Nullable Integer wantedRows;
    private @Nullable Map<String, BatchStream> taken;
    private volatile boolean started;

    Query(
            Engine engine,
            Plan written,
            PlanCache.Known known,
            PlanCache.@Nullable Key key,
            QueryOptions options,
            Sources sources,
            long opened) {
        this.written = written;
        this.bound = known.bound();
        this.sources = sources;
        tables = known.tables();
        optimized = known.optimized();
        root = engine.fragments().plan(optimized.plan(), options.engine());
        long limit = options.memoryLimitBytes() == null ? Long.MAX_VALUE : options.memoryLimitBytes();
        budget = engine.budget().child("query " + NUMBER.incrementAndGet(), limit);
        EngineConfig config = engine.config();
        var settings =
                new PlanRun.Settings(
                        new Allocator(engine.pool(), budget),
                        options.threads() == null ? config.threads() : options.threads(),
                        options.batchRows() == null ? config.batchRows() : options.batchRows(),
                        engine.spillFolder(),
                        Long.MAX_VALUE,
                        options.profiled());
        wantedRows = options.batchRows();
        Map<String, Frame> frames = new HashMap<>();
        try {
            gather(optimized.plan(), frames);
        } catch (Throwable e) {
            frames.values().forEach(Frame::close);
            budget.close();
            throw e;
        }
        run = new PlanRun(settings, frames, tables);
        cached = new CachedResult(engine.results(), written, key, options, sources);
        Duration timeout = options.timeout();
        deadline = timeout == null ? null : engine.deadlines().watch(run.cancellation(), opened, timeout);
    }

    /// Keeps the frames. Streams are only looked at: a query that never runs leaves them to others. A stream that the
    /// plan reads twice must be a frame, because streams can be read once.
    private void gather(BoundPlan plan, Map<String, Frame> frames) {
        switch (plan) {
            case BoundPlan.FrameScan(String handle, _) -> {
                if (!frames.containsKey(handle)) {
                    frames.put(handle, sources.frame(handle).share());
                }
            }
            case BoundPlan.StreamScan(String handle, _) -> {
                if (!streams.add(handle)) {
                    throw new PenstockException(
                                    ErrorCode.INVALID_OPERATION,
                                    "the plan reads a stream twice, and a stream can be read once")
                            .hint("import the stream into a frame first");
                }
            }
            case BoundPlan.Cache(BoundPlan input, int id, _) -> {
                if (caches.add(id)) {
                    gather(input, frames);
                }
            }
            default -> plan.inputs().forEach(input -> gather(input, frames));
        }
    }

    /// Takes the streams that the plan names, for a run that starts later; whoever lent them may forget them then.
    public synchronized void takeStreams() {
        if (!started && taken == null) {
            taken = streamsOfPlan();
        }
    }

    private Map<String, BatchStream> streamsOfPlan() {
        Map<String, BatchStream> taken = new HashMap<>();
        try {
            streams.forEach(handle -> taken.put(handle, sources.takeStream(handle)));
            return taken;
        } catch (Throwable e) {
            taken.values().forEach(BatchStream::close);
            throw e;
        }
    }

    public Schema schema() {
        return bound.schema();
    }

    /// The rows, as they come; takes the streams that the plan names. The stream closes itself with the query.
    public BatchStream stream() {
        BatchStream rows = start();
        return wantedRows == null ? rows : new LargerBatches(rows, wantedRows, run.allocator());
    }

    private synchronized BatchStream start() {
        if (started) {
            throw new PenstockException(ErrorCode.INVALID_OPERATION, "the query ran already; make a new one");
        }
        run.cancellation().check();
        Map<String, BatchStream> inputs = taken == null ? streamsOfPlan() : taken;
        taken = null;
        started = true;
        return run.start(root, inputs);
    }

    /// All rows: those of a run, or of one before if the query may look for them.
    public Frame collect() {
        Frame known = known();
        if (known != null) {
            run.progress().addRows(known.rows());
            return known;
        }
        Frame result = run();
        cached.keep(result);
        return result;
    }

    private synchronized @Nullable Frame known() {
        if (started) {
            return null;
        }
        run.cancellation().check();
        Frame known = cached.find();
        started = known != null;
        return known;
    }

    private Frame run() {
        BatchStream stream = start();
        return Frame.collect(
                new BatchStream() {
                    @Override
                    public Schema schema() {
                        return stream.schema();
                    }

                    @Override
                    public @Nullable Batch next() {
                        Batch batch = stream.next();
                        if (batch != null) {
                            run.progress().addRows(batch.rows());
                        }
                        return batch;
                    }

                    @Override
                    public void close() {
                        stream.close();
                    }
                });
    }

    /// The plan as text, at one of its stages; after a run with what the run did.
    public String explain(Explain.Level level, Explain.Format format) {
        RunReport did = started ? report() : null;
        boolean asksFiles =
                level == Explain.Level.PHYSICAL
                        && (did == null
                                || did.scans().stream().anyMatch(scan -> scan.partitionsKept() == ScanReport.UNKNOWN));
        List<ScanReport> expected = asksFiles ? ScanPreview.of(root, run.allocator()) : List.of();
        Tables known = did == null ? new FrameWidths(tables, sources) : tables;
        return new Explain(written, optimized, root, known, did, expected).text(level, format);
    }

    public Progress progress() {
        return run.progress();
    }

    /// The most memory that the query's own columns held at one time.
    public long peakBytes() {
        return budget.peakBytes();
    }

    /// What the run did so far, fragment by fragment.
    public RunReport report() {
        return cached.isFound()
                ? RunReport.cached(root.id(), run.progress().rows())
                : RunReport.of(root, run.statistics(), peakBytes(), run.spilledBytes());
    }

    /// Makes the run stop soon; whoever pulls gets an error with code CANCELLED.
    public void cancel() {
        run.cancellation().cancel();
    }

    /// Stops the run and gives back what it holds. Batches that were handed out stay good.
    @Override
    public void close() {
        if (deadline != null) {
            deadline.cancel(false);
        }
        Map<String, BatchStream> unread;
        synchronized (this) {
            unread = taken;
            taken = null;
        }
        if (unread != null) {
            unread.values().forEach(BatchStream::close);
        }
        run.close();
        budget.close();
    }
}
