package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.plan.Function;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.MathFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Functions of constants, computed before the plan runs: whole numbers, truth and equal texts, where the answer is
/// exact and cannot be an error. All else is left to the engines.
final class Constants {
    private Constants() {}

    /// The value of a call if that is a constant, else the call.
    static BoundExpr folded(BoundExpr.Call call) {
        List<BoundExpr> arguments = call.arguments();
        if (arguments.size() == 1 && arguments.getFirst() instanceof BoundExpr.Constant constant) {
            return missing(call, constant);
        }
        return arguments.size() == 2
                        && arguments.get(0) instanceof BoundExpr.Constant left
                        && arguments.get(1) instanceof BoundExpr.Constant right
                        && left.type().equals(right.type())
                ? pair(call, left, right)
                : call;
    }

    private static BoundExpr missing(BoundExpr.Call call, BoundExpr.Constant constant) {
        boolean isNull = constant.value() == null;
        return switch (call.function()) {
            case LogicFunction.IS_NULL -> truth(isNull);
            case LogicFunction.IS_NOT_NULL -> truth(!isNull);
            default -> call;
        };
    }

    private static BoundExpr pair(BoundExpr.Call call, BoundExpr.Constant left, BoundExpr.Constant right) {
        Object a = left.value();
        Object b = right.value();
        Function function = call.function();
        boolean comparison = call.type().equals(Types.BOOL) && isComparison(function);
        if (comparison && (a == null || b == null)) {
            return new BoundExpr.Constant(Types.BOOL, null);
        }
        if (comparison && a instanceof Long x && b instanceof Long y) {
            return truth(holds(function, Long.compare(x, y)));
        }
        if (comparison && a instanceof String x && b instanceof String y) {
            // Texts are in the order of their bytes, which is not that of Java.
            boolean equal = Objects.equals(x, y);
            return function == LogicFunction.EQ ? truth(equal) : function == LogicFunction.NE ? truth(!equal) : call;
        }
        if (a instanceof Long x && b instanceof Long y && call.type() instanceof DataType.Int type) {
            Long value = whole(function, x, y);
            return value == null || !left.type().equals(type) || !fits(value, type)
                    ? call
                    : new BoundExpr.Constant(type, value);
        }
        return call;
    }

    private static boolean isComparison(Function function) {
        return function == LogicFunction.EQ
                || function == LogicFunction.NE
                || function == LogicFunction.LT
                || function == LogicFunction.LE
                || function == LogicFunction.GT
                || function == LogicFunction.GE;
    }

    private static boolean holds(Function function, int order) {
        return switch (function) {
            case LogicFunction.EQ -> order == 0;
            case LogicFunction.NE -> order != 0;
            case LogicFunction.LT -> order < 0;
            case LogicFunction.LE -> order <= 0;
            case LogicFunction.GT -> order > 0;
            case LogicFunction.GE -> order >= 0;
            default -> throw new AssertionError(function);
        };
    }

    /// Null for another function, and for what is too large for a long: how that wraps is the engines' to say.
    private static @Nullable Long whole(Function function, long a, long b) {
        try {
            return switch (function) {
                case MathFunction.ADD -> Math.addExact(a, b);
                case MathFunction.SUB -> Math.subtractExact(a, b);
                case MathFunction.MUL -> Math.multiplyExact(a, b);
                default -> null;
            };
        } catch (ArithmeticException _) {
            return null;
        }
    }

    private static boolean fits(long value, DataType.Int type) {
        if (type.bits() == Long.SIZE) {
            return type.signed() || value >= 0;
        }
        long least = type.signed() ? -1L << (type.bits() - 1) : 0;
        long greatest = (1L << (type.signed() ? type.bits() - 1 : type.bits())) - 1;
        return value >= least && value <= greatest;
    }

    private static BoundExpr truth(boolean value) {
        return new BoundExpr.Constant(Types.BOOL, value);
    }
}
