package dev.penstock.evaluate;

import dev.penstock.kernel.DoubleLanes;
import dev.penstock.kernel.LongLanes;
import dev.penstock.plan.MathFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Arithmetic with one number for all rows on one side: a loop over the lanes of the other side.
///
/// @param input the side that has lanes
record WithConstant(Node input, Mathematics.Loop loop) {
    /// Null where both sides have lanes, none has, or there is no such loop.
    static @Nullable WithConstant of(MathFunction function, Kind kind, List<Node> inputs) {
        if (kind != Kind.LONGS && kind != Kind.DOUBLES) {
            return null;
        }
        ConstantNode left = constant(inputs.get(0));
        ConstantNode right = constant(inputs.get(1));
        boolean integers = kind == Kind.LONGS;
        Node input;
        Mathematics.Loop loop;
        if (right != null && left == null) {
            input = inputs.get(0);
            loop = integers ? integers(function, right.integer()) : floats(function, right.floating());
        } else if (left != null && right == null) {
            input = inputs.get(1);
            loop = integers ? integers(left.integer(), function) : floats(left.floating(), function);
        } else {
            return null;
        }
        return loop == null ? null : new WithConstant(input, loop);
    }

    private static @Nullable ConstantNode constant(Node node) {
        return node instanceof ConstantNode constant && constant.value() != null ? constant : null;
    }

    private static Mathematics.@Nullable Loop integers(MathFunction function, long right) {
        return switch (function) {
            case ADD -> (a, to, n) -> LongLanes.addConstant(a, right, to, n);
            case SUB -> (a, to, n) -> LongLanes.addConstant(a, -right, to, n);
            case MUL -> (a, to, n) -> LongLanes.multiplyByConstant(a, right, to, n);
            default -> null;
        };
    }

    private static Mathematics.@Nullable Loop integers(long left, MathFunction function) {
        return function == MathFunction.SUB
                ? (b, to, n) -> LongLanes.subtractFromConstant(left, b, to, n)
                : integers(function, left);
    }

    private static Mathematics.@Nullable Loop floats(MathFunction function, double right) {
        return switch (function) {
            case ADD -> (a, to, n) -> DoubleLanes.addConstant(a, right, to, n);
            case SUB -> (a, to, n) -> DoubleLanes.addConstant(a, -right, to, n);
            case MUL -> (a, to, n) -> DoubleLanes.multiplyByConstant(a, right, to, n);
            case TRUEDIV -> (a, to, n) -> DoubleLanes.divideByConstant(a, right, to, n);
            default -> null;
        };
    }

    private static Mathematics.@Nullable Loop floats(double left, MathFunction function) {
        return switch (function) {
            case SUB -> (b, to, n) -> DoubleLanes.subtractFromConstant(left, b, to, n);
            case TRUEDIV -> (b, to, n) -> DoubleLanes.divideConstant(left, b, to, n);
            case ADD, MUL -> floats(function, left);
            default -> null;
        };
    }
}
