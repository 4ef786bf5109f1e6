package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.run.RunContext;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// What operators start themselves and their inputs with.
record CoreRun(RunContext context, WorkerThreads pool) {
    /// Morsels have about this many rows, or fewer when the query asks for smaller batches: four columns of 8 bytes
    /// stay in a core's second cache.
    private static final int MORSEL_ROWS = 16_384;

    /// A breaker needs no order, so its workers need not wait for one another.
    private static final int UNORDERED_WINDOW = 64;

    BatchStream open(BoundPlan plan) {
        return Operator.of(plan).open(this);
    }

    /// All of `plans`, or none.
    List<BatchStream> openAll(List<BoundPlan> plans) {
        var opened = new ArrayList<BatchStream>();
        try {
            plans.forEach(plan -> opened.add(open(plan)));
            return opened;
        } catch (Throwable e) {
            opened.forEach(BatchStream::close);
            throw e;
        }
    }

    /// A plan whose upper nodes are elementwise, run by all workers in the order of the rows.
    BatchStream ordered(BoundPlan plan) {
        Pipeline pipeline = Pipeline.of(plan);
        int threads = context.threads();
        return new PipelineRun(
                plan.schema(),
                source(pipeline.base()),
                _ -> pipeline.step(context),
                threads,
                PipelineRun.orderedWindow(threads),
                pool,
                context.cancellation());
    }

    /// What `breaker` makes of the rows of `input`, whose upper elementwise nodes run in the same pipeline. Adopts the
    /// breaker.
    BatchStream broken(BoundPlan input, Schema schema, Breaker breaker) {
        try {
            Pipeline pipeline = Pipeline.of(input);
            BatchStream feeding =
                    new PipelineRun(
                            schema,
                            source(pipeline.base()),
                            worker -> new FeedingStep(pipeline.step(context), breaker, worker),
                            context.threads(),
                            UNORDERED_WINDOW,
                            pool,
                            context.cancellation());
            return new BrokenStream(schema, feeding, breaker);
        } catch (Throwable e) {
            breaker.close();
            throw e;
        }
    }

    private Morsels source(BoundPlan base) {
        int rows = Math.min(MORSEL_ROWS, context.batchRows());
        return base instanceof BoundPlan.FrameScan scan
                ? new FrameMorsels(context.frame(scan.handle()).share(), rows)
                : new StreamMorsels(open(base), rows);
    }
}
