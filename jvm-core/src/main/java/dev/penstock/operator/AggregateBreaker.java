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
        var tasks = new Tasks(pool, context.threads(), context.cancellation());
        List<GroupedRows> merged = new GroupMerge(this::groups, allocator, tasks).of(parts, plan.maintainOrder());
        close(merged);
        var stream = new GroupStream(plan.schema(), merged, context.batchRows(), allocator);
        try {
            arrange(merged, tasks);
            return stream;
        } catch (Throwable e) {
            stream.close();
            throw e;
        }
    }

    /// Does what is left to do when each group has all its rows.
    private static void arrange(List<GroupedRows> merged, Tasks tasks) {
        int parts = Math.ceilDiv(tasks.threads(), merged.size());
        tasks.run(merged.stream().flatMap(rows -> rows.arrange(parts, tasks::check).stream()).toList());
        // A few more parts than threads, because some groups take longer than others.
        tasks.run(merged.stream().flatMap(rows -> rows.prepare(4 * parts, tasks::check).stream()).toList());
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
