package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.evaluate.RowProgram;
import dev.penstock.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A filter or a projection. A pipeline fuses it with those above and below it.
record RowsOperator(BoundPlan plan) implements StreamingOperator {
    @Override
    public @Nullable String refusal() {
        return RowProgram.refusal(plan);
    }

    @Override
    public BoundPlan stream() {
        return plan.inputs().getFirst();
    }

    @Override
    public Stage stage(CoreRun run) {
        return stage(List.of(plan), stream().schema(), run);
    }

    /// Filters and projections, the lowest first, in one stage.
    static Stage stage(List<BoundPlan> nodes, Schema input, CoreRun run) {
        return () -> new RowStep(new RowProgram(nodes, input, run.context().allocator(), run.context().cancellation()));
    }
}
