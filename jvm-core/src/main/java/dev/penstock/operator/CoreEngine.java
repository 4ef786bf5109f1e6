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
        return "has no operator for it yet";
    }

    @Override
    public BatchStream run(BoundPlan plan, RunContext context) {
        throw new AssertionError("nothing is supported yet");
    }

    @Override
    public String describe(BoundPlan plan) {
        return "";
    }

    @Override
    public void close() {}
}
