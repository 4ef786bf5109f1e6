package dev.penstock.evaluate;

import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Comparisons;
import dev.penstock.kernel.DecimalLanes;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.plan.LogicFunction;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How decimals compare with one number that 64 bits hold with room to spare. Columns of 64 bits are read as they lie
/// in memory; others are brought to 64 bits, where what has more becomes the greatest or the least number.
final class DecimalBound extends Node {
    /// What has more bits stays greater, or less, than such a number.
    private static final int MOST_BITS = 61;

    private final Node input;
    private final LogicFunction function;
    private final long bound;
    private long narrowed;

    private DecimalBound(Node input, LogicFunction function, long bound) {
        super(Kind.BITS);
        this.input = input;
        this.function = function;
        this.bound = bound;
    }

    /// Null for a number that is too large.
    ///
    /// @param function one of the six comparisons
    /// @param bound in units of the decimals' scale
    static @Nullable Node of(LogicFunction function, Node input, BigInteger bound) {
        return bound.bitLength() > MOST_BITS ? null : new DecimalBound(input, function, bound.longValueExact());
    }

    @Override
    List<Node> inputs() {
        return List.of(input);
    }

    @Override
    void compute(Rows rows, Lanes to) {
        int n = rows.count();
        long bits = to.room();
        long values = input instanceof ColumnNode column ? column.direct(rows, Long.BYTES) : 0;
        if (values != 0 && input instanceof ColumnNode column) {
            column.validity(rows, to, n);
        } else {
            Lanes lanes = input.of(rows);
            to.nullsOf(lanes, n);
            values = room(rows);
            DecimalLanes.narrow(lanes.values(), values, n);
        }
        switch (function) {
            case EQ, NE -> Comparisons.equal(values, Long.BYTES, bound, bits, n);
            case LT, GE -> Comparisons.less(values, Long.BYTES, 0, bound, bits, n);
            default -> Comparisons.less(values, Long.BYTES, 0, bound + 1, bits, n);
        }
        switch (function) {
            case NE, GE, GT -> BitLanes.not(bits, bits, n);
            default -> {}
        }
    }

    private long room(Rows rows) {
        if (narrowed == 0) {
            narrowed = rows.room((long) LaneMemory.LANES * Long.BYTES);
        }
        return narrowed;
    }
}
