package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.kernel.sort.RowBound;
import dev.penstock.run.RunContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The first rows of each worker, put together at the end. Workers tell each other which rows come too late.
final class TopKBreaker implements Breaker {
    private final BoundPlan.TopK plan;
    private final RunContext context;
    private final SharedBound bound = new SharedBound();
    private final @Nullable TopRows[] workers;

    TopKBreaker(BoundPlan.TopK plan, CoreRun run) {
        this.plan = plan;
        this.context = run.context();
        this.workers = new @Nullable TopRows[context.threads()];
    }

    private TopRows rows(int worker) {
        TopRows rows = workers[worker];
        if (rows == null) {
            rows = new TopRows(plan, bound, context.allocator(), context.cancellation()::check);
            workers[worker] = rows;
        }
        return rows;
    }

    @Override
    public void consume(int worker, long morsel, Batch batch) {
        try (batch) {
            rows(worker).add(batch);
        }
    }

    @Override
    public BatchStream finish() {
        TopRows all = rows(0);
        for (int worker = 1; worker < workers.length; worker++) {
            TopRows others = workers[worker];
            if (others != null) {
                others.moveTo(all);
            }
        }
        return new SlicedStream(BatchStream.of(plan.schema(), all.take()), context.batchRows());
    }

    @Override
    public void close() {
        for (TopRows rows : workers) {
            if (rows != null) {
                rows.close();
            }
        }
        bound.close();
    }

    /// The row behind which no worker needs to look. It only ever moves forward.
    static final class SharedBound implements AutoCloseable {
        private final List<RowBound> known = new ArrayList<>();
        private volatile @Nullable RowBound first;

        @Nullable RowBound first() {
            return first;
        }

        /// Adopts a bound. Others may look at older ones still, so all live as long as this does.
        synchronized void offer(RowBound bound) {
            known.add(bound);
            if (first == null || bound.isBefore(first)) {
                first = bound;
            }
        }

        @Override
        public synchronized void close() {
            first = null;
            known.forEach(RowBound::close);
            known.clear();
        }
    }
}
