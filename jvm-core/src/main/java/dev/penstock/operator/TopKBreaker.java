package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.kernel.sort.RowBound;
import dev.penstock.run.RunContext;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The first rows of each worker, put together at the end. Workers tell each other which rows come too late.
final class TopKBreaker implements Breaker {
    private final BoundPlan.TopK plan;
    private final RunContext context;
    private final Tasks tasks;
    private final Schema schema;
    private final List<Key> keys;
    private final SharedBound bound = new SharedBound();
    private final @Nullable TopRows[] workers;

    /// The morsel that a worker is in, and how many rows of it came already.
    private final long[] morsels;

    private final long[] rowsOfMorsel;

    TopKBreaker(BoundPlan.TopK plan, CoreRun run) {
        this.plan = plan;
        this.context = run.context();
        this.tasks = run.tasks();
        this.schema = plan.stable() ? Places.with(plan.schema()) : plan.schema();
        this.keys = new ArrayList<>(plan.keys());
        if (plan.stable()) {
            keys.add(new Key(Places.NAME, false, false));
        }
        this.workers = new @Nullable TopRows[context.threads()];
        this.morsels = new long[context.threads()];
        this.rowsOfMorsel = new long[context.threads()];
    }

    private TopRows rows(int worker) {
        TopRows rows = workers[worker];
        if (rows == null) {
            rows = new TopRows(schema, keys, plan.k(), bound, context.allocator(), context.cancellation()::check);
            workers[worker] = rows;
        }
        return rows;
    }

    @Override
    public void consume(int worker, long morsel, Batch batch) {
        try (batch;
                Batch rows = plan.stable() ? placed(worker, morsel, batch) : batch.share()) {
            rows(worker).add(rows);
        }
    }

    private Batch placed(int worker, long morsel, Batch batch) {
        if (morsels[worker] != morsel) {
            morsels[worker] = morsel;
            rowsOfMorsel[worker] = 0;
        }
        long first = (morsel << 32) + rowsOfMorsel[worker];
        rowsOfMorsel[worker] += batch.rows();
        return Places.with(batch, schema, first, context.allocator());
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
        List<Batch> first = all.take();
        if (!plan.stable()) {
            return new SlicedStream(BatchStream.of(schema, first), context.batchRows());
        }
        var sort = new TableSort(schema, keys, false, tasks, context.allocator(), context.batchRows());
        return new UnplacedStream(plan.schema(), sort.sort(first));
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
