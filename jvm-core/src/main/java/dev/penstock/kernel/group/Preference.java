package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// Which of two rows has the smaller value, or the larger one; NaN comes behind all numbers either way. For rows that
/// are not null.
interface Preference {
    /// Whether row `a` comes before row `b`, which it does not when they are equal.
    boolean before(long a, long b);

    /// Whether values of `type` have an order.
    static boolean handles(DataType type) {
        return ValueComparison.handles(type);
    }

    /// @param room whose memory must outlast the preference
    static Preference of(ArrayData column, boolean largest, Assembly room) {
        ValueComparison order = ValueComparison.of(column, room);
        if (!largest) {
            return (a, b) -> order.compare(a, b) < 0;
        }
        if (!column.type().isFloat()) {
            return (a, b) -> order.compare(a, b) > 0;
        }
        long numbers = room.room(Math.max(1, column.length()) << 3);
        long values = Widening.doubles(column, numbers);
        return (a, b) -> {
            double x = Native.getDouble(values + (a << 3));
            double y = Native.getDouble(values + (b << 3));
            return x > y || (Double.isNaN(y) && !Double.isNaN(x));
        };
    }
}
