package dev.penstock.evaluate;

import dev.penstock.kernel.BitLanes;
import dev.penstock.plan.LogicFunction;
import dev.penstock.type.DataType;
import java.util.List;

/// How the values of two nodes compare; null where one of them is.
final class Comparison extends Node {
    private final LogicFunction function;
    private final Node left;
    private final Node right;
    private final Order order;

    private Comparison(LogicFunction function, Node left, Node right, Order order) {
        super(Kind.BITS);
        this.function = function;
        this.left = left;
        this.right = right;
        this.order = order;
    }

    /// @param function one of the six comparisons
    /// @param type of both sides
    static Node of(LogicFunction function, List<Node> inputs, DataType type, Kind kind) {
        Node left = inputs.get(0);
        Node right = inputs.get(1);
        if (left instanceof ConstantNode && !(right instanceof ConstantNode)) {
            return of(mirrored(function), List.of(right, left), type, kind);
        }
        if (right instanceof ConstantNode constant && constant.value() != null && !(left instanceof ConstantNode)) {
            if (kind == Kind.LONGS) {
                return IntegerBound.of(function, left, type, constant.integer());
            }
            if (kind == Kind.DOUBLES) {
                return FloatBound.of(function, left, constant.floating());
            }
            Node bound = kind == Kind.WIDE ? DecimalBound.of(function, left, constant.wide()) : null;
            if (bound != null) {
                return bound;
            }
        }
        Node general = new Comparison(function, left, right, Order.of(type, kind));
        boolean equality = function == LogicFunction.EQ || function == LogicFunction.NE;
        if (equality && left instanceof ColumnNode column && right instanceof ConstantNode constant) {
            return ViewEquality.of(column, constant, general, function == LogicFunction.NE);
        }
        return general;
    }

    private static LogicFunction mirrored(LogicFunction function) {
        return switch (function) {
            case LT -> LogicFunction.GT;
            case LE -> LogicFunction.GE;
            case GT -> LogicFunction.LT;
            case GE -> LogicFunction.LE;
            default -> function;
        };
    }

    @Override
    List<Node> inputs() {
        return List.of(left, right);
    }

    @Override
    void compute(Rows rows, Lanes to) {
        Lanes a = left.of(rows);
        Lanes b = right.of(rows);
        int n = rows.count();
        to.nullsOf(a, n);
        if (b.nulls()) {
            to.keepOnly(b.valid(), n);
        }
        long bits = to.room();
        switch (function) {
            case EQ, NE -> order.equal(a, b, bits, n);
            case LT, GE -> order.less(a, b, bits, n);
            default -> order.less(b, a, bits, n);
        }
        switch (function) {
            case NE, GE, LE -> BitLanes.not(bits, bits, n);
            default -> {}
        }
    }
}
