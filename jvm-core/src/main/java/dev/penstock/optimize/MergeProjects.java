package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.Rewrite;
import dev.penstock.bind.UserFunctions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Two projections in a row become one where that computes nothing twice.
final class MergeProjects implements Rule {
    @Override
    public String name() {
        return "cluster_with_columns";
    }

    @Override
    public @Nullable BoundPlan apply(BoundPlan node) {
        if (!(node instanceof BoundPlan.Project upper) || !(upper.input() instanceof BoundPlan.Project lower)) {
            return null;
        }
        Map<String, Integer> reads = new HashMap<>();
        for (BoundPlan.Output output : upper.outputs()) {
            if (!countReads(output.expression(), reads)) {
                return null;
            }
        }
        Map<String, BoundExpr> below = new HashMap<>();
        for (BoundPlan.Output output : lower.outputs()) {
            boolean cheap = output.expression().children().isEmpty() && !UserFunctions.isImpure(output.expression());
            if (!cheap && reads.getOrDefault(output.name(), 0) > 1) {
                return null;
            }
            // What may fail must fail even if nobody reads it.
            if (!cheap && !reads.containsKey(output.name()) && !Predicates.isTotal(output.expression())) {
                return null;
            }
            below.put(output.name(), output.expression());
        }
        List<BoundPlan.Output> outputs =
                upper.outputs().stream()
                        .map(output -> new BoundPlan.Output(output.field(), inlined(output.expression(), below)))
                        .toList();
        return new BoundPlan.Project(lower.input(), outputs, upper.schema());
    }

    /// Counts how often columns are read; false when the expression has element names of its own, which could mean
    /// something else below.
    private static boolean countReads(BoundExpr expression, Map<String, Integer> reads) {
        return switch (expression) {
            case BoundExpr.Ref(String name, _) -> {
                reads.merge(name, 1, Integer::sum);
                yield true;
            }
            case BoundExpr.Transform _ -> false;
            default -> expression.children().stream().allMatch(child -> countReads(child, reads));
        };
    }

    private static BoundExpr inlined(BoundExpr expression, Map<String, BoundExpr> below) {
        return Rewrite.bottomUp(
                expression,
                e -> e instanceof BoundExpr.Ref(String name, _) && below.containsKey(name) ? below.get(name) : e);
    }
}
