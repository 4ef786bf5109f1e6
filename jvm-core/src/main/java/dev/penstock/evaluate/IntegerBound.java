package dev.penstock.evaluate;

import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Comparisons;
import dev.penstock.plan.LogicFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.List;

/// How integers, dates or times compare with one number. Columns are read as they lie in memory, whatever their width.
final class IntegerBound extends Node {
    private enum Question {
        EQUAL,
        LESS,
        ALL
    }

    private final Node input;
    private final Question question;
    private final long bound;
    private final boolean not;
    private final long flip;

    private IntegerBound(Node input, boolean unsigned64, Question question, long bound, boolean not) {
        super(Kind.BITS);
        this.input = input;
        this.question = question;
        this.bound = bound;
        this.not = not;
        this.flip = unsigned64 ? Long.MIN_VALUE : 0;
    }

    /// @param function one of the six comparisons
    /// @param type in which the two are compared; a column may be narrower
    static Node of(LogicFunction function, Node input, DataType type, long bound) {
        boolean unsigned64 = type.logical() instanceof DataType.Int(int bits, boolean signed) && bits == 64 && !signed;
        long most = unsigned64 ? -1L : Long.MAX_VALUE;
        return switch (function) {
            case EQ, NE -> new IntegerBound(input, unsigned64, Question.EQUAL, bound, function == LogicFunction.NE);
            case LT, GE -> new IntegerBound(input, unsigned64, Question.LESS, bound, function == LogicFunction.GE);
            // At most the bound is less than the next number, if there is one.
            default ->
                    new IntegerBound(
                            input,
                            unsigned64,
                            bound == most ? Question.ALL : Question.LESS,
                            bound + 1,
                            function == LogicFunction.GT);
        };
    }

    @Override
    List<Node> inputs() {
        return List.of(input);
    }

    @Override
    void compute(Rows rows, Lanes to) {
        int n = rows.count();
        long bits = to.room();
        if (question == Question.ALL) {
            to.nullsOf(input.of(rows), n);
            BitLanes.fill(bits, n, true);
        } else if (!narrow(rows, to, bits, n)) {
            Lanes lanes = input.of(rows);
            to.nullsOf(lanes, n);
            compare(lanes.values(), Long.BYTES, flip, bound, bits, n);
        }
        if (not) {
            BitLanes.not(bits, bits, n);
        }
    }

    /// Compares the values of a narrow column where they lie, and says whether it could.
    private boolean narrow(Rows rows, Lanes to, long bits, int n) {
        if (!(input instanceof ColumnNode column)
                || !(Layout.of(column.type().logical()) instanceof Layout.Fixed(int width))
                || width == Long.BYTES) {
            return false;
        }
        long values = column.direct(rows, width);
        if (values == 0) {
            return false;
        }
        column.validity(rows, to, n);
        if (column.type().logical() instanceof DataType.Int(_, boolean signed) && !signed) {
            // The highest bit of an unsigned number is read as a sign.
            int unused = Long.SIZE - (width << 3);
            long beyond = 1L << (width << 3);
            if (question == Question.EQUAL && (bound < 0 || bound >= beyond)) {
                BitLanes.fill(bits, n, false);
            } else if (question == Question.EQUAL) {
                compare(values, width, 0, bound << unused >> unused, bits, n);
            } else {
                long narrowFlip = Long.MIN_VALUE >> unused;
                Comparisons.less(values, width, narrowFlip, Math.clamp(bound, 0, beyond) + narrowFlip, bits, n);
            }
        } else {
            compare(values, width, 0, bound, bits, n);
        }
        return true;
    }

    private void compare(long values, int width, long flipped, long value, long bits, int n) {
        if (question == Question.EQUAL) {
            Comparisons.equal(values, width, value, bits, n);
        } else {
            Comparisons.less(values, width, flipped, value ^ flipped, bits, n);
        }
    }
}
