package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.run.PlanEngine;
import dev.penstock.run.RunContext;
import org.jspecify.annotations.Nullable;

/// The engine of our own operators.
public final class CoreEngine implements PlanEngine, AutoCloseable {
    private final WorkerThreads pool;

    /// @param threads how many threads compute
    public CoreEngine(int threads) {
        pool = new WorkerThreads(threads);
    }

    @Override
    public String name() {
        return "core";
    }

    @Override
    public @Nullable String refusal(BoundPlan node) {
        return Operator.of(node).refusal();
    }

    @Override
    public BatchStream run(BoundPlan plan, RunContext context) {
        return new CoreRun(context, pool).open(plan);
    }

    @Override
    public String describe(BoundPlan plan) {
        return "";
    }

    @Override
    public void close() {
        pool.close();
    }
}
