package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Nodes that hand their input on as it is go away: filters that are always true, projections of all columns in their
/// order, slices of everything, distinct rows of groups that have those keys.
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
            case BoundPlan.Distinct distinct when isDistinct(distinct.input(), new HashSet<>(distinct.on())) ->
                    distinct.input();
            case BoundPlan.Slice(BoundPlan input, long offset, Long length) when offset == 0 && length == null -> input;
            default -> null;
        };
    }

    /// Whether no two rows of the plan agree in the columns.
    private static boolean isDistinct(BoundPlan plan, Set<String> columns) {
        return switch (plan) {
            case BoundPlan.Aggregate aggregate -> columns.containsAll(aggregate.keys());
            case BoundPlan.Distinct distinct -> columns.containsAll(distinct.on());
            case BoundPlan.Filter filter -> isDistinct(filter.input(), columns);
            case BoundPlan.Sort sort -> isDistinct(sort.input(), columns);
            case BoundPlan.Project project -> {
                Set<String> below = new HashSet<>();
                for (BoundPlan.Output output : project.outputs()) {
                    if (columns.contains(output.name())
                            && output.expression() instanceof BoundExpr.Ref(String name, _)) {
                        below.add(name);
                    }
                }
                yield isDistinct(project.input(), below);
            }
            default -> false;
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
