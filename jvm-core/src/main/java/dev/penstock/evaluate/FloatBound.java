package dev.penstock.evaluate;

import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.FloatComparisons;
import dev.penstock.plan.LogicFunction;
import java.util.List;

/// How floats compare with one number. Columns of 32 or 64 bits are read as they lie in memory.
final class FloatBound extends Node {
    private final Node input;
    private final LogicFunction function;
    private final double bound;

    private FloatBound(Node input, LogicFunction function, double bound) {
        super(Kind.BITS);
        this.input = input;
        this.function = function;
        this.bound = bound;
    }

    /// @param function one of the six comparisons
    static Node of(LogicFunction function, Node input, double bound) {
        return new FloatBound(input, function, bound);
    }

    @Override
    List<Node> inputs() {
        return List.of(input);
    }

    @Override
    void compute(Rows rows, Lanes to) {
        int n = rows.count();
        long bits = to.room();
        long single = input instanceof ColumnNode column ? column.direct(rows, Float.BYTES) : 0;
        if (single != 0 && input instanceof ColumnNode column) {
            column.validity(rows, to, n);
            compare(single, Float.BYTES, bits, n);
        } else {
            Lanes lanes = input.of(rows);
            to.nullsOf(lanes, n);
            compare(lanes.values(), Double.BYTES, bits, n);
        }
    }

    private void compare(long values, int width, long bits, int n) {
        switch (function) {
            case EQ, NE -> FloatComparisons.equal(values, width, bound, bits, n);
            case LT, GE -> FloatComparisons.less(values, width, bound, bits, n);
            default -> FloatComparisons.atMost(values, width, bound, bits, n);
        }
        switch (function) {
            case NE, GE, GT -> BitLanes.not(bits, bits, n);
            default -> {}
        }
    }
}
