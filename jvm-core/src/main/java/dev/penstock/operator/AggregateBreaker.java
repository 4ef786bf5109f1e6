package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.memory.Allocator;
import dev.penstock.run.RunContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Groups of each worker, put together at the end.
final class AggregateBreaker implements Breaker {
    private final BoundPlan.Aggregate plan;
    private final AggregateColumns columns;
    private final RunContext context;
    private final WorkerThreads pool;
    private final @Nullable GroupedRows[] workers;

    AggregateBreaker(BoundPlan.Aggregate plan, CoreRun run) {
        this.plan = plan;
        this.columns = AggregateColumns.of(plan);
        this.context = run.context();
        this.pool = run.pool();
        this.workers = new @Nullable GroupedRows[context.threads()];
    }

    private GroupedRows groups() {
        return new GroupedRows(plan, columns, context.functions());
    }

    @Override
    public void consume(int worker, long morsel, Batch batch) {
        try (batch) {
            GroupedRows rows = workers[worker];
            if (rows == null) {
                rows = groups();
                workers[worker] = rows;
            }
            rows.add(batch, morsel);
        }
    }

    @Override
    public BatchStream finish() {
        var parts = new ArrayList<GroupedRows>();
        for (GroupedRows rows : workers) {
            if (rows != null) {
                parts.add(rows);
            }
        }
        if (parts.isEmpty()) {
            workers[0] = groups();
            parts.add(Objects.requireNonNull(workers[0]));
        }
        Allocator allocator = context.allocator();
        var merge = new GroupMerge(this::groups, allocator, new Tasks(pool, context.threads(), context.cancellation()));
        List<GroupedRows> merged = merge.of(parts, plan.maintainOrder());
        close(merged);
        return new GroupStream(plan.schema(), merged, context.batchRows(), allocator);
    }

    @Override
    public void close() {
        close(List.of());
    }

    /// Gives back all but what others took over.
    private void close(List<GroupedRows> taken) {
        for (int worker = 0; worker < workers.length; worker++) {
            GroupedRows rows = workers[worker];
            workers[worker] = null;
            if (rows != null && !taken.contains(rows)) {
                rows.close();
            }
        }
    }
}
