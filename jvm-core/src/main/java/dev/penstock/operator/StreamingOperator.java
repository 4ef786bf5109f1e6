package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;

/// An operator that works on the rows of one input as they come, so that it joins the pipeline of the nodes around it.
interface StreamingOperator extends Operator {
    /// The node itself.
    BoundPlan plan();

    /// The input whose rows come through. Other inputs are read before, by [Stage#prepare].
    BoundPlan stream();

    /// This node's part of a pipeline, for the caller.
    Stage stage(CoreRun run);

    @Override
    default BatchStream open(CoreRun run) {
        return run.ordered(plan());
    }
}
