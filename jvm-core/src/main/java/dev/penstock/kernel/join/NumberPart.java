package dev.penstock.kernel.join;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.group.Widening;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;

/// Keys of up to 64 bits: integers, floats, booleans, short decimals, dates and times. NaN is one value, and -0.0 is
/// 0.0. Also the key that is always null, which has no values.
final class NumberPart extends KeyPart {
    static boolean handles(DataType type) {
        return Widening.isLong(type)
                || type.isFloat()
                || type instanceof DataType.Null
                || (type instanceof DataType.Decimal(int bits, _, _) && bits <= Long.SIZE);
    }

    @Override
    boolean isNumber() {
        return true;
    }

    @Override
    long numbers(ArrayData values, long to) {
        return switch (values.type()) {
            case DataType.Null _ -> {
                Native.fill(to, values.length() << 3, (byte) 0);
                yield to;
            }
            case DataType.FloatingPoint _ -> canonical(values, to);
            case DataType.Decimal _ -> decimals(values, to);
            default -> Widening.longs(values, to);
        };
    }

    private static long canonical(ArrayData values, long to) {
        long from = Widening.doubles(values, to);
        for (long row = 0; row < values.length(); row++) {
            Native.putLong(to + (row << 3), Double.doubleToLongBits(Native.getDouble(from + (row << 3)) + 0.0));
        }
        return to;
    }

    private static long decimals(ArrayData values, long to) {
        int width = ((Layout.Fixed) values.layout()).width();
        long from = values.buffer(1).address() + values.offset() * width;
        if (width == Long.BYTES) {
            return from;
        }
        for (long row = 0; row < values.length(); row++) {
            Native.putLong(to + (row << 3), Native.getInt(from + (row << 2)));
        }
        return to;
    }
}
