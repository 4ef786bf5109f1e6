package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;

/// The rows of a frame, without a copy.
record FrameScanOperator(BoundPlan.FrameScan scan) implements Operator {
    @Override
    public BatchStream open(CoreRun run) {
        return run.context().frame(scan.handle()).stream();
    }

    @Override
    public Morsels morsels(CoreRun run) {
        return new FrameMorsels(run.context().frame(scan.handle()).share(), run.morselRows());
    }
}
