package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.run.PlanEngine;
import dev.penstock.run.RunContext;
import org.jspecify.annotations.Nullable;

/// The engine of our own operators.
public final class CoreEngine implements PlanEngine, AutoCloseable {
    /// @param threads how many threads compute
    public CoreEngine(int threads) {}

    @Override
    public String name() {
        return "core";
    }

    @Override
    public @Nullable String refusal(BoundPlan node) {
        return switch (node) {
            case BoundPlan.FrameScan _, BoundPlan.StreamScan _, BoundPlan.Exchange _ -> null;
            default -> "has no operator for it yet";
        };
    }

    @Override
    public BatchStream run(BoundPlan plan, RunContext context) {
        return switch (plan) {
            case BoundPlan.FrameScan(String handle, _) -> context.frame(handle).stream();
            case BoundPlan.StreamScan(String handle, _) -> context.stream(handle);
            case BoundPlan.Exchange(int id, _) -> context.exchange(id);
            default -> throw new AssertionError(plan);
        };
    }

    @Override
    public String describe(BoundPlan plan) {
        return "";
    }

    @Override
    public void close() {}
}
