package dev.penstock;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Budget;
import dev.penstock.optimize.Optimizer;
import dev.penstock.plan.Plan;
import dev.penstock.run.Explain;
import dev.penstock.run.Fragment;
import dev.penstock.run.PlanRun;
import dev.penstock.run.Progress;
import dev.penstock.type.Schema;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A plan that is ready to run, and its run. Runs once; one thread pulls, any thread may cancel or close.
public final class Query implements AutoCloseable {
    private static final AtomicLong NUMBER = new AtomicLong();

    private final Plan written;
    private final BoundPlan bound;
    private final Optimizer.Optimized optimized;
    private final Fragment root;
    private final Budget budget;
    private final PlanRun run;
    private boolean started;

    Query(Engine engine, Plan written, BoundPlan bound, QueryOptions options, Sources sources) {
        this.written = written;
        this.bound = bound;
        optimized = engine.optimizer().optimize(bound, options.disabledRules());
        root = engine.fragments().plan(optimized.plan(), options.engine());
        long limit = options.memoryLimitBytes() == null ? Long.MAX_VALUE : options.memoryLimitBytes();
        budget = engine.budget().child("query " + NUMBER.incrementAndGet(), limit);
        EngineConfig config = engine.config();
        var settings = new PlanRun.Settings(
                new Allocator(engine.pool(), budget),
                options.threads() == null ? config.threads() : options.threads(),
                options.batchRows() == null ? config.batchRows() : options.batchRows(),
                engine.spillFolder());
        Map<String, Frame> frames = new HashMap<>();
        Map<String, BatchStream> streams = new HashMap<>();
        try {
            gather(optimized.plan(), sources, frames, streams);
        } catch (Throwable e) {
            frames.values().forEach(Frame::close);
            streams.values().forEach(BatchStream::close);
            budget.close();
            throw e;
        }
        run = new PlanRun(settings, frames, streams);
    }

    /// A stream that the plan reads twice must be a frame, because streams can be read once.
    private static void gather(
            BoundPlan plan, Sources sources, Map<String, Frame> frames, Map<String, BatchStream> streams) {
        switch (plan) {
            case BoundPlan.FrameScan(String handle, _) -> {
                if (!frames.containsKey(handle)) {
                    frames.put(handle, sources.frame(handle).share());
                }
            }
            case BoundPlan.StreamScan(String handle, _) -> {
                if (streams.containsKey(handle)) {
                    throw new PenstockException(ErrorCode.INVALID_OPERATION, "the plan reads a stream twice, and a stream can be read once")
                            .hint("import the stream into a frame first");
                }
                streams.put(handle, sources.takeStream(handle));
            }
            default -> plan.inputs().forEach(input -> gather(input, sources, frames, streams));
        }
    }

    public Schema schema() {
        return bound.schema();
    }

    /// The rows, as they come. The stream closes itself with the query.
    public synchronized BatchStream stream() {
        if (started) {
            throw new PenstockException(ErrorCode.INVALID_OPERATION, "the query ran already; make a new one");
        }
        started = true;
        return run.start(root);
    }

    /// All rows.
    public Frame collect() {
        BatchStream stream = stream();
        return Frame.collect(new BatchStream() {
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
        return new Explain(written, bound, optimized, root, started ? run.statistics() : null).text(level, format);
    }

    public Progress progress() {
        return run.progress();
    }

    /// The most memory that the query's own columns held at one time.
    public long peakBytes() {
        return budget.peakBytes();
    }

    /// Makes the run stop soon; whoever pulls gets an error with code CANCELLED.
    public void cancel() {
        run.cancellation().cancel();
    }

    /// Stops the run and gives back what it holds. Batches that were handed out stay good.
    @Override
    public void close() {
        run.close();
        budget.close();
    }
}
