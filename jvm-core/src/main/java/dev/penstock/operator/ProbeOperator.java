package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;

/// A join whose rows all come of rows that probe, so that it is a part of their pipeline.
record ProbeOperator(JoinShape shape) implements StreamingOperator {
    @Override
    public BoundPlan plan() {
        return shape.join();
    }

    @Override
    public BoundPlan stream() {
        return shape.probe();
    }

    @Override
    public Stage stage(CoreRun run) {
        return new JoinStage(shape, run);
    }
}
