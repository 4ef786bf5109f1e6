package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.run.NodeCounter;
import dev.penstock.run.RunContext;
import dev.penstock.run.WorkClock;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// What operators start themselves and their inputs with.
record CoreRun(RunContext context, WorkerThreads pool) {
    /// Morsels have about this many rows, or fewer when the query asks for smaller batches: four columns of 8 bytes
    /// stay in a core's second cache.
    static final int MORSEL_ROWS = 16_384;

    /// A breaker needs no order, so its workers need not wait for one another.
    private static final int UNORDERED_WINDOW = 64;

    /// How this run works a node.
    Operator operator(BoundPlan plan) {
        return Operator.of(plan).in(this);
    }

    /// What counts the work for a node.
    NodeCounter counter(BoundPlan plan) {
        return context.counter(plan);
    }

    BatchStream open(BoundPlan plan) {
        Operator operator = operator(plan);
        NodeCounter node = counter(plan);
        BatchStream stream = WorkClock.during(node, () -> operator.open(this));
        // What is a part of a pipeline is counted there.
        return new CountedStream(stream, node, !(operator instanceof StreamingOperator));
    }

    /// The node's rows in pieces, some of those left out that joins above it drop.
    Morsels morsels(BoundPlan plan, List<Partners> above) {
        NodeCounter node = counter(plan);
        return new CountedMorsels(WorkClock.during(node, () -> operator(plan).morsels(this, above)), node);
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

    /// How many rows the morsels of this run have at most.
    int morselRows() {
        return Math.min(MORSEL_ROWS, context.batchRows());
    }

    /// For tasks of the thread that reads, side by side with others.
    Tasks tasks() {
        return new Tasks(pool, context.threads(), context.cancellation());
    }

    /// A plan whose upper nodes work on rows as they come, run by all workers in the order of the rows.
    BatchStream ordered(BoundPlan plan) {
        return ordered(plan.schema(), Pipeline.open(plan, this));
    }

    /// What comes of a pipeline, in the order of the rows. Adopts it.
    BatchStream ordered(Schema schema, Pipeline pipeline) {
        int threads = context.threads();
        return new PipelineRun(
                schema,
                pipeline,
                (ready, _) -> ready.step(),
                threads,
                PipelineRun.orderedWindow(threads),
                pool,
                context.cancellation());
    }

    /// What `breaker` makes of the rows of `input`, whose upper nodes run in the same pipeline if they can. Adopts the
    /// breaker.
    BatchStream broken(BoundPlan input, Schema schema, Breaker breaker) {
        try {
            return new BrokenStream(schema, feeding(input, breaker), breaker);
        } catch (Throwable e) {
            breaker.close();
            throw e;
        }
    }

    /// The same in pieces, without rows of the input that joins above drop, as far as they can be left out early.
    Morsels broken(BoundPlan input, Breaker breaker, List<Partners> above) {
        try {
            Pipeline pipeline = Pipeline.open(input, this, above);
            return new BrokenMorsels(feeding(input.schema(), pipeline, breaker), breaker, morselRows());
        } catch (Throwable e) {
            breaker.close();
            throw e;
        }
    }

    /// Delivers no batch, but is over when `breaker`, which stays the caller's, has seen all rows of `input`.
    BatchStream feeding(BoundPlan input, Breaker breaker) {
        return feeding(input.schema(), Pipeline.open(input, this), breaker);
    }

    /// The same with the rows that come of a pipeline. Adopts it.
    BatchStream feeding(Schema schema, Pipeline pipeline, Breaker breaker) {
        NodeCounter node = WorkClock.current();
        return new PipelineRun(
                schema,
                pipeline,
                (ready, worker) -> new FeedingStep(ready.step(), breaker, worker, node),
                context.threads(),
                UNORDERED_WINDOW,
                pool,
                context.cancellation());
    }
}
