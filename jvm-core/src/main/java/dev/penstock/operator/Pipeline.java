package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.evaluate.RowProgram;
import dev.penstock.run.RunContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The elementwise nodes on top of a plan, which every worker runs over its own morsels, and the plan below them.
///
/// @param nodes filters and projections, the lowest first
/// @param base what the morsels are cut from
record Pipeline(List<BoundPlan> nodes, BoundPlan base) {
    Pipeline {
        nodes = List.copyOf(nodes);
    }

    static Pipeline of(BoundPlan plan) {
        var nodes = new ArrayList<BoundPlan>();
        BoundPlan base = plan;
        while (base instanceof BoundPlan.Filter || base instanceof BoundPlan.Project) {
            nodes.addFirst(base);
            base = base.inputs().getFirst();
        }
        return new Pipeline(nodes, base);
    }

    /// Why the upper node of `plan`, a filter or a projection, cannot be part of a pipeline.
    static @Nullable String refusal(BoundPlan plan) {
        return RowProgram.refusal(plan);
    }

    /// A worker's own step.
    Step step(RunContext context) {
        return nodes.isEmpty() ? Step.NOTHING : new RowStep(new RowProgram(nodes, base.schema(), context.allocator()));
    }
}
