package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.UserFunctions;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Plan;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A sort goes away, and of a merge only the rows are left, when nobody above it sees the order of the rows: groups of
/// which each value is the same in any order, distinct rows of which any will do, the first rows in another order.
final class DropOrders implements Rule {
    private static final Set<Aggregation> IN_ANY_ORDER =
            EnumSet.of(
                    Aggregation.COUNT,
                    Aggregation.LEN,
                    Aggregation.NULL_COUNT,
                    Aggregation.SUM,
                    Aggregation.MEAN,
                    Aggregation.MEDIAN,
                    Aggregation.MIN,
                    Aggregation.MAX,
                    Aggregation.NAN_MIN,
                    Aggregation.NAN_MAX,
                    Aggregation.STD,
                    Aggregation.VAR,
                    Aggregation.QUANTILE,
                    Aggregation.N_UNIQUE,
                    Aggregation.ANY,
                    Aggregation.ALL,
                    Aggregation.BITWISE_AND,
                    Aggregation.BITWISE_OR,
                    Aggregation.BITWISE_XOR,
                    Aggregation.HAS_NULLS);

    @Override
    public String name() {
        return "check_order_observe";
    }

    @Override
    public @Nullable BoundPlan apply(BoundPlan node) {
        boolean blind =
                switch (node) {
                    case BoundPlan.Aggregate aggregate ->
                            (!aggregate.maintainOrder() || aggregate.keys().isEmpty())
                                    && aggregate.aggregates().stream().allMatch(DropOrders::isInAnyOrder);
                    case BoundPlan.Distinct distinct -> !distinct.maintainOrder() && distinct.keep() == Plan.Keep.ANY;
                    case BoundPlan.TopK top -> !top.stable();
                    default -> false;
                };
        BoundPlan unsorted = blind ? unsorted(node.inputs().getFirst()) : null;
        return unsorted == null ? null : node.withInputs(List.of(unsorted));
    }

    private static boolean isInAnyOrder(BoundPlan.Computed computed) {
        return computed.function() instanceof Aggregation function && IN_ANY_ORDER.contains(function);
    }

    /// The plan without the sort that is at its top, or below filters and projections; null without one.
    private static @Nullable BoundPlan unsorted(BoundPlan plan) {
        return switch (plan) {
            case BoundPlan.Sort sort -> {
                BoundPlan below = unsorted(sort.input());
                yield below == null ? sort.input() : below;
            }
            case BoundPlan.MergeSorted merge -> merge.rows();
            case BoundPlan.Filter filter when !UserFunctions.isImpure(filter.predicate()) -> below(filter);
            case BoundPlan.Project project when project.outputs().stream().noneMatch(DropOrders::isImpure) ->
                    below(project);
            default -> null;
        };
    }

    private static boolean isImpure(BoundPlan.Output output) {
        BoundExpr expression = output.expression();
        return UserFunctions.isImpure(expression);
    }

    private static @Nullable BoundPlan below(BoundPlan plan) {
        BoundPlan unsorted = unsorted(plan.inputs().getFirst());
        return unsorted == null ? null : plan.withInputs(List.of(unsorted));
    }
}
