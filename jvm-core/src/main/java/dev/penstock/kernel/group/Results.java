package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;

/// Columns made of 64-bit values of groups: the opposite of [Widening].
final class Results {
    private Results() {}

    /// Whether a group has a value.
    interface Test {
        boolean test(long group);
    }

    /// A 64-bit value of a group.
    interface Value {
        long get(long group);
    }

    /// A float64 of a group.
    interface Real {
        double get(long group);
    }

    /// Integers cut to the width of `type`, which makes sums wrap around.
    static ArrayData longs(DataType type, Selection groups, Assembly assembly, Value value, Test valid) {
        long rows = groups.count();
        if (type instanceof DataType.Bool) {
            return bools(type, groups, assembly, group -> value.get(group) != 0, valid);
        }
        int width = ((Layout.Fixed) Layout.of(type)).width();
        Buffer values = assembly.buffer(rows * width);
        for (long i = 0; i < rows; i++) {
            put(values.address(), width, i, value.get(groups.row(i)));
        }
        return column(type, groups, assembly, values, valid);
    }

    /// The same of values that lie as they are, that of group 0 at `from`: one loop that calls nobody.
    static ArrayData longs(DataType type, Selection groups, Assembly assembly, long from, Test valid) {
        if (type instanceof DataType.Bool || ((Layout.Fixed) Layout.of(type)).width() < Integer.BYTES) {
            return longs(type, groups, assembly, group -> Native.getLong(from + (group << 3)), valid);
        }
        int width = ((Layout.Fixed) Layout.of(type)).width();
        Buffer values = assembly.buffer(groups.count() * width);
        long to = values.address();
        if (width == Integer.BYTES) {
            for (long i = 0; i < groups.count(); i++) {
                Native.putInt(to + (i << 2), (int) Native.getLong(from + ((long) groups.row(i) << 3)));
            }
        } else {
            for (long i = 0; i < groups.count(); i++) {
                Native.putLong(to + (i << 3), Native.getLong(from + ((long) groups.row(i) << 3)));
            }
        }
        return column(type, groups, assembly, values, valid);
    }

    static void put(long base, int width, long row, long value) {
        switch (width) {
            case 1 -> Native.putByte(base + row, (byte) value);
            case 2 -> Native.putShort(base + (row << 1), (short) value);
            case 4 -> Native.putInt(base + (row << 2), (int) value);
            default -> Native.putLong(base + (row << 3), value);
        }
    }

    static ArrayData doubles(DataType type, Selection groups, Assembly assembly, Real value, Test valid) {
        int bits = ((DataType.FloatingPoint) type).bits();
        Buffer values = assembly.buffer(groups.count() * bits / 8);
        long to = values.address();
        for (long i = 0; i < groups.count(); i++) {
            double number = value.get(groups.row(i));
            switch (bits) {
                case 16 -> Native.putShort(to + (i << 1), Float.floatToFloat16((float) number));
                case 32 -> Native.putFloat(to + (i << 2), (float) number);
                default -> Native.putDouble(to + (i << 3), number);
            }
        }
        return column(type, groups, assembly, values, valid);
    }

    /// The same of values that lie as they are, that of group 0 at `from`: one loop that calls nobody.
    static ArrayData doubles(DataType type, Selection groups, Assembly assembly, long from, Test valid) {
        if (((DataType.FloatingPoint) type).bits() != Double.SIZE) {
            return doubles(type, groups, assembly, group -> Native.getDouble(from + (group << 3)), valid);
        }
        Buffer values = assembly.buffer(groups.count() << 3);
        long to = values.address();
        for (long i = 0; i < groups.count(); i++) {
            Native.putLong(to + (i << 3), Native.getLong(from + ((long) groups.row(i) << 3)));
        }
        return column(type, groups, assembly, values, valid);
    }

    static ArrayData bools(DataType type, Selection groups, Assembly assembly, Test value, Test valid) {
        Buffer values = assembly.buffer(Bitmaps.bytes(groups.count()));
        bits(groups, values.address(), value);
        return column(type, groups, assembly, values, valid);
    }

    static ArrayData column(DataType type, Selection groups, Assembly assembly, Buffer values, Test valid) {
        long rows = groups.count();
        if (valid.equals(ALL)) {
            return ArrayData.flat(type, rows, 0, Buffer.NONE, values);
        }
        Buffer validity = validity(groups, assembly, valid);
        long nulls = validity.isAbsent() ? 0 : rows - new Bitmap(validity.address(), 0, rows).count();
        return ArrayData.flat(type, rows, nulls, nulls == 0 ? Buffer.NONE : validity, values);
    }

    static Buffer validity(Selection groups, Assembly assembly, Test valid) {
        Buffer validity = assembly.buffer(Bitmaps.bytes(groups.count()));
        bits(groups, validity.address(), valid);
        return validity;
    }

    /// No group lacks its value.
    static final Test ALL = _ -> true;

    private static void bits(Selection groups, long to, Test value) {
        for (long base = 0; base < groups.count(); base += 64) {
            long word = 0;
            for (long lane = 0; lane < Math.min(64, groups.count() - base); lane++) {
                word |= (value.test(groups.row(base + lane)) ? 1L : 0L) << lane;
            }
            Native.putLong(to + (base >>> 3), word);
        }
    }
}
