package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.run.RunContext;
import dev.penstock.type.Schema;
import java.util.List;

/// Collects rows, and computes windows over them when all are there.
final class WindowBreaker implements Breaker {
    private final BoundPlan.Window plan;
    private final RunContext context;
    private final Tasks tasks;
    private final CollectedRows rows;

    WindowBreaker(BoundPlan.Window plan, CoreRun run) {
        this.plan = plan;
        this.context = run.context();
        this.tasks = new Tasks(run.pool(), context.threads(), context.cancellation());
        this.rows = new CollectedRows(plan.input().schema(), context.threads());
    }

    @Override
    public void consume(int worker, long morsel, Batch batch) {
        rows.add(worker, morsel, batch);
    }

    @Override
    public BatchStream finish() {
        try (Batch table = table()) {
            return new WindowRun(plan, table, tasks, context).run();
        }
    }

    @Override
    public Morsels morsels(int morselRows) {
        Schema input = plan.input().schema();
        boolean gathered =
                !plan.partitionBy().isEmpty()
                        && plan.windows().stream().allMatch(window -> WindowFunctions.isAccumulated(window, input));
        return gathered ? gathered(morselRows) : Breaker.super.morsels(morselRows);
    }

    private Morsels gathered(int morselRows) {
        List<Computed> aggregates = plan.windows().stream().map(WindowFunctions::unordered).toList();
        Batch table = table();
        Partitions partitions;
        try {
            partitions = new Partitions(plan, plan.partitionBy(), aggregates, table, tasks, context);
        } catch (Throwable e) {
            table.close();
            throw e;
        }
        return new PartitionMorsels(plan.schema(), table, partitions, morselRows, context);
    }

    /// All rows, for the caller.
    private Batch table() {
        if (rows.rows() > Integer.MAX_VALUE) {
            throw new PenstockException(
                            ErrorCode.UNSUPPORTED_OPERATION,
                            "windows over %,d rows: there may be %,d".formatted(rows.rows(), Integer.MAX_VALUE))
                    .hint("run this query with engine=\"duckdb\"");
        }
        return rows.takeAll(tasks, context.allocator());
    }

    @Override
    public void close() {
        rows.close();
    }
}
