package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.run.RunContext;

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
        if (rows.rows() > Integer.MAX_VALUE) {
            throw new PenstockException(
                            ErrorCode.UNSUPPORTED_OPERATION,
                            "windows over %,d rows: there may be %,d".formatted(rows.rows(), Integer.MAX_VALUE))
                    .hint("run this query with engine=\"duckdb\"");
        }
        try (Batch table = rows.takeAll(tasks, context.allocator())) {
            return new WindowRun(plan, table, tasks, context).run();
        }
    }

    @Override
    public void close() {
        rows.close();
    }
}
