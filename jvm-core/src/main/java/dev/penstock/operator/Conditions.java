package dev.penstock.operator;

import dev.penstock.bind.BoundExpr;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.StringFunction;
import dev.penstock.source.parquet.Condition;
import dev.penstock.source.parquet.Condition.Comparison;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Predicates as conditions that statistics can answer. What they cannot answer is left out: a condition holds of every
/// row that the predicate is true of, and of others.
final class Conditions {
    private static final Map<LogicFunction, Comparison> COMPARISONS =
            Map.of(
                    LogicFunction.EQ, Comparison.EQUAL,
                    LogicFunction.NE, Comparison.NOT_EQUAL,
                    LogicFunction.LT, Comparison.LESS,
                    LogicFunction.LE, Comparison.LESS_OR_EQUAL,
                    LogicFunction.GT, Comparison.GREATER,
                    LogicFunction.GE, Comparison.GREATER_OR_EQUAL);

    /// Longer lists are not looked up one by one.
    private static final int MANY = 1_000;

    private final Schema schema;

    private Conditions(Schema schema) {
        this.schema = schema;
    }

    /// What holds of every row on which the predicate is true.
    static Condition of(BoundExpr predicate, Schema schema) {
        return new Conditions(schema).of(predicate, true);
    }

    /// @param truth whether the expression is to be true, or false
    private Condition of(BoundExpr expression, boolean truth) {
        return switch (expression) {
            case BoundExpr.Ref(String name, DataType type) when type.equals(Types.BOOL) ->
                    compared(name, Comparison.EQUAL, truth);
            case BoundExpr.Constant(_, Object value, _) ->
                    value instanceof Boolean is && is == truth ? Condition.UNKNOWN : new Condition.Any(List.of());
            case BoundExpr.Call call -> call(call, truth);
            default -> Condition.UNKNOWN;
        };
    }

    private Condition call(BoundExpr.Call call, boolean truth) {
        List<BoundExpr> arguments = call.arguments();
        return switch (call.function()) {
            case LogicFunction function ->
                    switch (function) {
                        case AND, ALL_HORIZONTAL -> all(arguments, truth, truth);
                        case OR, ANY_HORIZONTAL -> all(arguments, truth, !truth);
                        case NOT -> of(arguments.getFirst(), !truth);
                        case IS_NULL -> isNull(arguments.getFirst(), truth);
                        case IS_NOT_NULL -> isNull(arguments.getFirst(), !truth);
                        case EQ, NE, LT, LE, GT, GE -> comparison(function, arguments, truth);
                        case IS_BETWEEN -> between(call, truth);
                        case IS_IN -> truth ? isIn(call) : Condition.UNKNOWN;
                        default -> Condition.UNKNOWN;
                    };
            case StringFunction function when function == StringFunction.STARTS_WITH && truth -> prefix(arguments);
            default -> Condition.UNKNOWN;
        };
    }

    /// Integers know bitwise operations of the same names.
    private Condition all(List<BoundExpr> arguments, boolean truth, boolean every) {
        if (!arguments.stream().allMatch(argument -> argument.type().equals(Types.BOOL))) {
            return Condition.UNKNOWN;
        }
        List<Condition> parts = arguments.stream().map(argument -> of(argument, truth)).toList();
        return every ? new Condition.All(parts) : new Condition.Any(parts);
    }

    private Condition isNull(BoundExpr argument, boolean is) {
        return argument instanceof BoundExpr.Ref(String name, _) && schema.contains(name)
                ? new Condition.Null(name, is)
                : Condition.UNKNOWN;
    }

    private Condition comparison(LogicFunction function, List<BoundExpr> arguments, boolean truth) {
        Comparison comparison = COMPARISONS.get(function);
        if (comparison == null) {
            return Condition.UNKNOWN;
        }
        Comparison wanted = truth ? comparison : opposite(comparison);
        BoundExpr left = arguments.get(0);
        BoundExpr right = arguments.get(1);
        if (left instanceof BoundExpr.Ref ref && right instanceof BoundExpr.Constant constant) {
            return compared(ref, wanted, constant);
        }
        return left instanceof BoundExpr.Constant constant && right instanceof BoundExpr.Ref ref
                ? compared(ref, turned(wanted), constant)
                : Condition.UNKNOWN;
    }

    private Condition compared(BoundExpr.Ref ref, Comparison comparison, BoundExpr.Constant constant) {
        if (!ref.type().sameValues(constant.type())) {
            return Condition.UNKNOWN;
        }
        Object value = constant.value();
        // Nothing compares with null.
        return value == null ? new Condition.Any(List.of()) : compared(ref.name(), comparison, value);
    }

    private Condition compared(String name, Comparison comparison, Object value) {
        return schema.contains(name) ? new Condition.Compare(name, comparison, value) : Condition.UNKNOWN;
    }

    private Condition between(BoundExpr.Call call, boolean truth) {
        if (!(call.arguments().get(0) instanceof BoundExpr.Ref ref)
                || !(call.arguments().get(1) instanceof BoundExpr.Constant low)
                || !(call.arguments().get(2) instanceof BoundExpr.Constant high)
                || low.value() == null
                || high.value() == null) {
            return Condition.UNKNOWN;
        }
        String closed = call.options().text("closed", "both");
        boolean left = closed.equals("both") || closed.equals("left");
        boolean right = closed.equals("both") || closed.equals("right");
        Comparison from = left ? Comparison.GREATER_OR_EQUAL : Comparison.GREATER;
        Comparison to = right ? Comparison.LESS_OR_EQUAL : Comparison.LESS;
        return truth
                ? new Condition.All(List.of(compared(ref, from, low), compared(ref, to, high)))
                : new Condition.Any(List.of(compared(ref, opposite(from), low), compared(ref, opposite(to), high)));
    }

    private Condition isIn(BoundExpr.Call call) {
        if (!(call.arguments().getFirst() instanceof BoundExpr.Ref ref) || call.options().flag("nulls_equal", false)) {
            return Condition.UNKNOWN;
        }
        List<@Nullable Object> values = constants(call.arguments().subList(1, call.arguments().size()), ref.type());
        if (values == null || values.size() > MANY) {
            return Condition.UNKNOWN;
        }
        var parts = new ArrayList<Condition>();
        for (Object value : values) {
            if (value != null) {
                parts.add(compared(ref.name(), Comparison.EQUAL, value));
            }
        }
        return new Condition.Any(parts);
    }

    /// The values of constants, or of one constant list; null when others are among them.
    private static @Nullable List<@Nullable Object> constants(List<BoundExpr> others, DataType type) {
        var values = new ArrayList<@Nullable Object>();
        for (BoundExpr other : others) {
            if (!(other instanceof BoundExpr.Constant(DataType own, Object value, _))) {
                return null;
            }
            if (own.sameValues(type)) {
                values.add(value);
            } else if (own instanceof DataType.ListOf list
                    && list.element().type().sameValues(type)
                    && value instanceof Collection<?> elements) {
                values.addAll(elements);
            } else {
                return null;
            }
        }
        return values;
    }

    private Condition prefix(List<BoundExpr> arguments) {
        return arguments.get(0) instanceof BoundExpr.Ref ref
                        && arguments.get(1) instanceof BoundExpr.Constant constant
                        && constant.value() instanceof String text
                        && schema.contains(ref.name())
                ? Condition.begins(ref.name(), text)
                : Condition.UNKNOWN;
    }

    private static Comparison opposite(Comparison comparison) {
        return switch (comparison) {
            case EQUAL -> Comparison.NOT_EQUAL;
            case NOT_EQUAL -> Comparison.EQUAL;
            case LESS -> Comparison.GREATER_OR_EQUAL;
            case LESS_OR_EQUAL -> Comparison.GREATER;
            case GREATER -> Comparison.LESS_OR_EQUAL;
            case GREATER_OR_EQUAL -> Comparison.LESS;
        };
    }

    /// The comparison with its sides changed.
    private static Comparison turned(Comparison comparison) {
        return switch (comparison) {
            case EQUAL, NOT_EQUAL -> comparison;
            case LESS -> Comparison.GREATER;
            case LESS_OR_EQUAL -> Comparison.GREATER_OR_EQUAL;
            case GREATER -> Comparison.LESS;
            case GREATER_OR_EQUAL -> Comparison.LESS_OR_EQUAL;
        };
    }
}
