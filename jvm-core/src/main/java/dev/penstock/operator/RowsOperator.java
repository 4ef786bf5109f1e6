package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import org.jspecify.annotations.Nullable;

/// Filters and projections, fused with all filters and projections below them.
record RowsOperator(BoundPlan plan) implements Operator {
    @Override
    public @Nullable String refusal() {
        return Pipeline.refusal(plan);
    }

    @Override
    public BatchStream open(CoreRun run) {
        return run.ordered(plan);
    }
}
