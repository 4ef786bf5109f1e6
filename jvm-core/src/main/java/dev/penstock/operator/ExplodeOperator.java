package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;

/// Lists whose elements become rows.
record ExplodeOperator(BoundPlan.Explode explode) implements StreamingOperator {
    @Override
    public BoundPlan plan() {
        return explode;
    }

    @Override
    public BoundPlan stream() {
        return explode.input();
    }

    @Override
    public Stage stage(CoreRun run) {
        return () ->
                new ExplodeStep(explode, run.morselRows(), run.context().allocator(), run.context().cancellation());
    }
}
