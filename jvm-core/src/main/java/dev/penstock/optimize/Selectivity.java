package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.StringFunction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which share of the rows of a plan a predicate lets pass, as far as that can be guessed: exactly enough for values
/// that are spread evenly over a known range, and the usual guesses for all else.
final class Selectivity {
    /// Nothing is known of the predicate.
    private static final double ANY = 0.25;

    private static final double EQUAL = 0.1;
    private static final double ONE_SIDED = 0.35;
    private static final double NULLS = 0.05;
    private static final double TEXT_PART = 0.1;

    private final Origins origins;
    private final BoundPlan input;

    Selectivity(Origins origins, BoundPlan input) {
        this.origins = origins;
        this.input = input;
    }

    /// The share, from 0 to 1.
    double of(BoundExpr predicate) {
        Map<String, Interval> intervals = new HashMap<>();
        double share = 1;
        for (BoundExpr part : Predicates.parts(predicate)) {
            for (Bound bound : bounds(part)) {
                intervals.computeIfAbsent(bound.column, _ -> new Interval()).add(bound);
            }
            share *= bounds(part).isEmpty() ? single(part) : 1;
        }
        for (Map.Entry<String, Interval> entry : intervals.entrySet()) {
            share *= entry.getValue().share(origins.range(input, entry.getKey()));
        }
        return Math.clamp(share, 0, 1);
    }

    /// A bound of a column: at most `value`, or at least.
    private record Bound(String column, boolean upper, double value) {}

    /// What is left of a column's values between bounds.
    private static final class Interval {
        private double least = Double.NEGATIVE_INFINITY;
        private double greatest = Double.POSITIVE_INFINITY;

        void add(Bound bound) {
            if (bound.upper) {
                greatest = Math.min(greatest, bound.value);
            } else {
                least = Math.max(least, bound.value);
            }
        }

        double share(Tables.@Nullable Range range) {
            if (range == null || !(range.greatest() > range.least())) {
                return Double.isFinite(least) && Double.isFinite(greatest) ? ONE_SIDED * ONE_SIDED : ONE_SIDED;
            }
            double within = Math.min(greatest, range.greatest()) - Math.max(least, range.least());
            return Math.clamp(within / (range.greatest() - range.least()), 0, 1);
        }
    }

    /// The bounds that a comparison with a number sets; none for anything else.
    private static List<Bound> bounds(BoundExpr part) {
        if (!(part instanceof BoundExpr.Call call) || !(call.function() instanceof LogicFunction function)) {
            return List.of();
        }
        List<BoundExpr> arguments = call.arguments();
        return switch (function) {
            case LT, LE -> bound(arguments.get(0), true, arguments.get(1));
            case GT, GE -> bound(arguments.get(0), false, arguments.get(1));
            case IS_BETWEEN -> {
                var both = new ArrayList<>(bound(arguments.get(0), false, arguments.get(1)));
                both.addAll(bound(arguments.get(0), true, arguments.get(2)));
                yield both.size() == 2 ? both : List.of();
            }
            default -> List.of();
        };
    }

    private static List<Bound> bound(BoundExpr left, boolean upper, BoundExpr right) {
        String ofLeft = column(left);
        if (ofLeft != null && right instanceof BoundExpr.Constant(_, Number value, _)) {
            return List.of(new Bound(ofLeft, upper, value.doubleValue()));
        }
        String ofRight = column(right);
        return ofRight != null && left instanceof BoundExpr.Constant(_, Number value, _)
                ? List.of(new Bound(ofRight, !upper, value.doubleValue()))
                : List.of();
    }

    /// The column that the expression is, perhaps as another type.
    private static @Nullable String column(BoundExpr expression) {
        return switch (expression) {
            case BoundExpr.Ref(String name, _) -> name;
            case BoundExpr.Cast cast -> column(cast.input());
            default -> null;
        };
    }

    private double single(BoundExpr part) {
        return switch (part) {
            case BoundExpr.Constant(_, Object value, _) -> Boolean.TRUE.equals(value) ? 1 : 0;
            case BoundExpr.Ref _ -> 0.5;
            case BoundExpr.Call(LogicFunction function, List<BoundExpr> arguments, _, _) -> logic(function, arguments);
            case BoundExpr.Call(StringFunction function, _, _, _) ->
                    switch (function) {
                        case STARTS_WITH, ENDS_WITH, CONTAINS -> TEXT_PART;
                        default -> ANY;
                    };
            default -> ANY;
        };
    }

    private double logic(LogicFunction function, List<BoundExpr> arguments) {
        return switch (function) {
            case EQ, EQ_MISSING -> equal(arguments.get(0), arguments.get(1));
            case NE, NE_MISSING -> 1 - equal(arguments.get(0), arguments.get(1));
            case LT, LE, GT, GE -> ONE_SIDED;
            case IS_BETWEEN -> ONE_SIDED * ONE_SIDED;
            case IS_NULL -> NULLS;
            case IS_NOT_NULL -> 1 - NULLS;
            case NOT -> 1 - of(arguments.getFirst());
            case AND, ALL_HORIZONTAL -> arguments.stream().mapToDouble(this::of).reduce(1, (a, b) -> a * b);
            case OR, ANY_HORIZONTAL ->
                    1 - arguments.stream().mapToDouble(this::of).reduce(1, (none, share) -> none * (1 - share));
            case IS_IN -> {
                BoundExpr last = arguments.getLast();
                int values =
                        last instanceof BoundExpr.Constant(_, Collection<?> list, _)
                                ? list.size()
                                : arguments.size() - 1;
                yield Math.min(0.9, values * equal(arguments.getFirst(), last));
            }
            default -> ANY;
        };
    }

    private double equal(BoundExpr left, BoundExpr right) {
        String ofLeft = column(left);
        String ofRight = column(right);
        String column = ofLeft == null ? ofRight : ofLeft;
        if (column == null || (ofLeft != null && ofRight != null)) {
            return EQUAL;
        }
        Origins.Origin origin = origins.of(input, column);
        Tables.Range range = origins.range(input, column);
        return origin != null && range != null && Origins.isDiscrete(origin.type())
                ? 1 / (range.greatest() - range.least() + 1)
                : EQUAL;
    }
}
