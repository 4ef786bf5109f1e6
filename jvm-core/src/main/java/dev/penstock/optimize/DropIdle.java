package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import org.jspecify.annotations.Nullable;

/// Nodes that hand their input on as it is go away: filters that are always true, projections of all columns in their
/// order, slices of everything.
final class DropIdle implements Rule {
    @Override
    public String name() {
        return "fast_projection";
    }

    @Override
    public @Nullable BoundPlan apply(BoundPlan node) {
        return switch (node) {
            case BoundPlan.Filter(BoundPlan input, BoundExpr.Constant(_, Object value, _))
                    when Boolean.TRUE.equals(value) ->
                    input;
            case BoundPlan.Project project when isIdle(project) -> project.input();
            case BoundPlan.Slice(BoundPlan input, long offset, Long length) when offset == 0 && length == null -> input;
            default -> null;
        };
    }

    private static boolean isIdle(BoundPlan.Project project) {
        if (!project.schema().equals(project.input().schema())) {
            return false;
        }
        return project.outputs().stream()
                .allMatch(output ->
                        output.expression() instanceof BoundExpr.Ref(String name, _) && name.equals(output.name()));
    }
}
