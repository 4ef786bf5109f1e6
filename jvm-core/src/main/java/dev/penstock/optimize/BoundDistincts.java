package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Different values that are counted only to see whether there is more than one: then the least and the greatest one
/// say so, and nobody need keep the others. So ask those who look for keys that mean several things.
///
/// A group has at least one row, and null counts as a value. Floats are left alone: their extremes pass over NaN.
final class BoundDistincts implements Rule {
    @Override
    public String name() {
        return "simplify_expression";
    }

    @Override
    public @Nullable BoundPlan apply(BoundPlan node) {
        if (!(node instanceof BoundPlan.Project project)
                || !(project.input() instanceof BoundPlan.Filter filter)
                || !(filter.input() instanceof BoundPlan.Aggregate aggregate)
                || aggregate.keys().isEmpty()) {
            return null;
        }
        List<BoundExpr> parts = Predicates.parts(filter.predicate());
        for (Computed count : aggregate.aggregates()) {
            if (isCount(count, aggregate) && !isRead(count.name(), project)) {
                List<BoundExpr> changed = changed(parts, count, aggregate);
                if (changed != null) {
                    return new BoundPlan.Project(
                            new BoundPlan.Filter(bounds(count, aggregate), Predicates.all(changed)),
                            project.outputs(),
                            project.schema());
                }
            }
        }
        return null;
    }

    private static boolean isCount(Computed computed, BoundPlan.Aggregate aggregate) {
        return computed.function() == Aggregation.N_UNIQUE
                && computed.arguments().size() == 1
                && computed.filter() == null
                && isOrdered(argument(computed, aggregate).type());
    }

    private static Field argument(Computed computed, BoundPlan.Aggregate aggregate) {
        return aggregate.input().schema().field(computed.arguments().getFirst());
    }

    private static boolean isOrdered(DataType type) {
        return switch (type) {
            case DataType.Int _, DataType.Date _, DataType.Time _, DataType.Timestamp _, DataType.Duration _ -> true;
            default -> false;
        };
    }

    private static boolean isRead(String name, BoundPlan.Project project) {
        return project.outputs().stream().anyMatch(output -> Columns.of(output.expression()).contains(name));
    }

    /// The parts of the predicate without the count; null when it is needed for more than this, or for nothing.
    private static @Nullable List<BoundExpr> changed(
            List<BoundExpr> parts, Computed count, BoundPlan.Aggregate aggregate) {
        var changed = new ArrayList<BoundExpr>();
        boolean asked = false;
        for (BoundExpr part : parts) {
            if (!Columns.of(part).contains(count.name())) {
                changed.add(part);
                continue;
            }
            Boolean several = asksForSeveral(part, count.name());
            if (several == null) {
                return null;
            }
            asked = true;
            BoundExpr test = several(count, aggregate);
            changed.add(several ? test : call(LogicFunction.NOT, test));
        }
        return asked ? changed : null;
    }

    /// Whether a comparison is true of all numbers from 2 on and of no other from 1 on, or of 1 alone; null for others.
    private static @Nullable Boolean asksForSeveral(BoundExpr part, String count) {
        if (!(part instanceof BoundExpr.Call call)
                || call.arguments().size() != 2
                || !(call.arguments().get(0) instanceof BoundExpr.Ref(String name, _))
                || !(call.arguments().get(1) instanceof BoundExpr.Constant(_, Object value, _))
                || !name.equals(count)
                || !(value instanceof Long || value instanceof Integer)) {
            return null;
        }
        long number = ((Number) value).longValue();
        Map<LogicFunction, Boolean> known =
                number == 1
                        ? Map.of(
                                LogicFunction.GT, true,
                                LogicFunction.NE, true,
                                LogicFunction.EQ, false,
                                LogicFunction.LE, false)
                        : number == 2 ? Map.of(LogicFunction.GE, true, LogicFunction.LT, false) : Map.of();
        return call.function() instanceof LogicFunction function ? known.get(function) : null;
    }

    /// Never null: nulls alone are one value.
    private static BoundExpr several(Computed count, BoundPlan.Aggregate aggregate) {
        Map<Aggregation, Computed> bounds = computed(count, aggregate);
        BoundExpr least = ref(bounds, Aggregation.MIN);
        BoundExpr differ = call(LogicFunction.NE_MISSING, least, ref(bounds, Aggregation.MAX));
        return bounds.containsKey(Aggregation.HAS_NULLS)
                ? call(
                        LogicFunction.OR,
                        differ,
                        call(
                                LogicFunction.AND,
                                ref(bounds, Aggregation.HAS_NULLS),
                                call(LogicFunction.IS_NOT_NULL, least)))
                : differ;
    }

    private static BoundExpr ref(Map<Aggregation, Computed> bounds, Aggregation function) {
        Computed computed = bounds.get(function);
        if (computed == null) {
            throw new AssertionError(function);
        }
        return new BoundExpr.Ref(computed.name(), computed.type());
    }

    private static BoundExpr call(LogicFunction function, BoundExpr... arguments) {
        return new BoundExpr.Call(function, List.of(arguments), Options.NONE, Types.BOOL);
    }

    /// The groups with the bounds in place of the count.
    private static BoundPlan.Aggregate bounds(Computed count, BoundPlan.Aggregate aggregate) {
        var aggregates = new ArrayList<Computed>();
        for (Computed computed : aggregate.aggregates()) {
            if (computed.equals(count)) {
                aggregates.addAll(computed(count, aggregate).values());
            } else {
                aggregates.add(computed);
            }
        }
        return new BoundPlan.Aggregate(aggregate.input(), aggregate.keys(), aggregates, aggregate.maintainOrder());
    }

    private static Map<Aggregation, Computed> computed(Computed count, BoundPlan.Aggregate aggregate) {
        Field argument = argument(count, aggregate);
        Map<Aggregation, Computed> bounds = new LinkedHashMap<>();
        bounds.put(Aggregation.MIN, one(count, aggregate, Aggregation.MIN, "least", argument.type()));
        bounds.put(Aggregation.MAX, one(count, aggregate, Aggregation.MAX, "greatest", argument.type()));
        if (argument.nullable()) {
            bounds.put(Aggregation.HAS_NULLS, one(count, aggregate, Aggregation.HAS_NULLS, "nulls", Types.BOOL));
        }
        return bounds;
    }

    private static Computed one(
            Computed count, BoundPlan.Aggregate aggregate, Aggregation function, String suffix, DataType type) {
        String name = count.name() + "_" + suffix;
        while (aggregate.schema().contains(name)) {
            name += "_";
        }
        return new Computed(name, function, count.arguments(), Options.NONE, null, List.of(), type);
    }
}
