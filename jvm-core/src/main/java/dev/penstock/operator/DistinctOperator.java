package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import org.jspecify.annotations.Nullable;

/// One row of those that are the same in some columns, in the order of the input. Each worker drops what it has seen
/// before while that is many of its rows; the rest is told apart at the end.
record DistinctOperator(BoundPlan.Distinct distinct) implements Operator {
    @Override
    public @Nullable String refusal() {
        return null;
    }

    @Override
    public BatchStream open(CoreRun run) {
        return distinct.on().isEmpty()
                ? run.open(distinct.input())
                : run.broken(distinct.input(), distinct.schema(), new DistinctBreaker(distinct, run));
    }
}
