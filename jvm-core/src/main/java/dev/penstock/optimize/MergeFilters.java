package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Two filters in a row become one, unless the second may fail on rows that the first keeps from it.
final class MergeFilters implements Rule {
    @Override
    public String name() {
        return "predicate_pushdown";
    }

    @Override
    public @Nullable BoundPlan apply(BoundPlan node) {
        if (node instanceof BoundPlan.Filter(BoundPlan.Filter(BoundPlan input, BoundExpr first), BoundExpr second)
                && Predicates.isTotal(second)) {
            var parts = new ArrayList<>(Predicates.parts(first));
            parts.addAll(Predicates.parts(second));
            return new BoundPlan.Filter(input, Predicates.all(parts));
        }
        return null;
    }
}
