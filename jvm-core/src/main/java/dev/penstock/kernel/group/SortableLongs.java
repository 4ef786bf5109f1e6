package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// Numbers as int64 in the same order, NaN being the greatest.
final class SortableLongs {
    /// What stands for -0.0, while 0.0 is 0.
    static final long NEGATIVE_ZERO = sortable(-0.0);

    private SortableLongs() {}

    static boolean handles(DataType type) {
        return Widening.isLong(type) || Widening.isReal(type);
    }

    /// The values of `column` at the address returned: at `to`, or where they lie already. Those of null rows are
    /// undefined.
    static long write(ArrayData column, long to) {
        long rows = column.length();
        if (Widening.isReal(column.type())) {
            long from = Widening.doubles(column, to);
            for (long row = 0; row < rows; row++) {
                Native.putLong(to + (row << 3), sortable(Native.getDouble(from + (row << 3))));
            }
            return to;
        }
        long from = Widening.longs(column, to);
        if (!Widening.isUnsigned64(column.type())) {
            return from;
        }
        for (long row = 0; row < rows; row++) {
            Native.putLong(to + (row << 3), Native.getLong(from + (row << 3)) ^ Long.MIN_VALUE);
        }
        return to;
    }

    private static long sortable(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    /// The number behind what [#write] wrote for a value of `type`.
    static double number(DataType type, long sortable) {
        if (Widening.isReal(type)) {
            return Double.longBitsToDouble(sortable ^ ((sortable >> 63) & Long.MAX_VALUE));
        }
        return Widening.isUnsigned64(type) ? Widening.unsigned(sortable ^ Long.MIN_VALUE) : (double) sortable;
    }
}
