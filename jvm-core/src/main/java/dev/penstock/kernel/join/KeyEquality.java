package dev.penstock.kernel.join;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.Equality;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;

/// Whether rows of two sides have the same key. Null is null, NaN is NaN, and 0.0 is -0.0.
///
/// @param columns compare a column each
record KeyEquality(List<Pair> columns) {
    /// Two columns, one of each side.
    interface Pair {
        /// Whether row `i` of one has the value of row `j` of the other.
        boolean test(long i, long j);

        /// Sets the byte of each pair whose values differ. All pairs at once, so that the reads overlap: most of them
        /// miss the caches.
        ///
        /// @param rows numbers of rows of one side, four bytes each
        /// @param others those of the other side
        /// @param marks a byte for each pair; those of other pairs stay
        default void differ(long rows, long others, int count, long marks) {
            for (long n = 0; n < count; n++) {
                if (!test(Native.getInt(rows + (n << 2)), Native.getInt(others + (n << 2)))) {
                    Native.putByte(marks + n, (byte) 1);
                }
            }
        }
    }

    /// @param nulls whether pairs of nulls are asked for as well
    static KeyEquality of(List<ArrayData> keys, List<ArrayData> others, boolean nulls) {
        var columns = new ArrayList<Pair>();
        for (int i = 0; i < keys.size(); i++) {
            columns.add(pair(keys.get(i), others.get(i), nulls));
        }
        return new KeyEquality(columns);
    }

    private static Pair pair(ArrayData a, ArrayData b, boolean nulls) {
        boolean some = nulls && (a.countNulls() > 0 || b.countNulls() > 0);
        if (isBytes(a.type()) && isBytes(b.type())) {
            return new Texts(BytesColumn.of(a), BytesColumn.of(b), some);
        }
        Pair any = (i, j) -> Equality.SAME.test(a, i, b, j);
        if (some || !(a.layout() instanceof Layout.Fixed(int width)) || !a.layout().equals(b.layout())) {
            return any;
        }
        long from = a.buffer(1).address() + a.offset() * width;
        long other = b.buffer(1).address() + b.offset() * width;
        if (a.type() instanceof DataType.FloatingPoint) {
            return width == Double.BYTES ? new Doubles(from, other) : any;
        }
        return switch (width) {
            case Long.BYTES -> new Longs(from, other);
            case Integer.BYTES -> new Ints(from, other);
            default -> any;
        };
    }

    private static boolean isBytes(DataType type) {
        return type instanceof DataType.Utf8 || type instanceof DataType.Binary;
    }

    boolean test(long i, long j) {
        for (Pair column : columns) {
            if (!column.test(i, j)) {
                return false;
            }
        }
        return true;
    }

    /// Sets the byte of each pair of rows with different keys.
    void differ(long rows, long others, int count, long marks) {
        for (Pair column : columns) {
            column.differ(rows, others, count, marks);
        }
    }

    /// Values of eight bytes, none of them null.
    private record Longs(long from, long other) implements Pair {
        @Override
        public boolean test(long i, long j) {
            return Native.getLong(from + (i << 3)) == Native.getLong(other + (j << 3));
        }

        @Override
        public void differ(long rows, long others, int count, long marks) {
            for (long n = 0; n < count; n++) {
                boolean same = test(Native.getInt(rows + (n << 2)), Native.getInt(others + (n << 2)));
                Native.putByte(marks + n, (byte) (Native.getByte(marks + n) | (same ? 0 : 1)));
            }
        }
    }

    /// Values of four bytes, none of them null.
    private record Ints(long from, long other) implements Pair {
        @Override
        public boolean test(long i, long j) {
            return Native.getInt(from + (i << 2)) == Native.getInt(other + (j << 2));
        }

        @Override
        public void differ(long rows, long others, int count, long marks) {
            for (long n = 0; n < count; n++) {
                boolean same = test(Native.getInt(rows + (n << 2)), Native.getInt(others + (n << 2)));
                Native.putByte(marks + n, (byte) (Native.getByte(marks + n) | (same ? 0 : 1)));
            }
        }
    }

    /// Floats of eight bytes, none of them null.
    private record Doubles(long from, long other) implements Pair {
        @Override
        public boolean test(long i, long j) {
            // Adding 0.0 makes 0.0 of -0.0, and the bits of all NaNs are made the same.
            return Double.doubleToLongBits(Native.getDouble(from + (i << 3)) + 0.0)
                    == Double.doubleToLongBits(Native.getDouble(other + (j << 3)) + 0.0);
        }

        @Override
        public void differ(long rows, long others, int count, long marks) {
            for (long n = 0; n < count; n++) {
                boolean same = test(Native.getInt(rows + (n << 2)), Native.getInt(others + (n << 2)));
                Native.putByte(marks + n, (byte) (Native.getByte(marks + n) | (same ? 0 : 1)));
            }
        }
    }

    /// Strings or byte strings.
    ///
    /// @param nulls whether some are null
    private record Texts(BytesColumn from, BytesColumn other, boolean nulls) implements Pair {
        @Override
        public boolean test(long i, long j) {
            if (nulls && (from.isNull(i) || other.isNull(j))) {
                return from.isNull(i) && other.isNull(j);
            }
            int size = from.size(i);
            return size == other.size(j) && Bytes.equal(from.address(i), other.address(j), size);
        }

        /// First where the strings of the other side lie, then what they are.
        @Override
        public void differ(long rows, long others, int count, long marks) {
            if (nulls) {
                Pair.super.differ(rows, others, count, marks);
                return;
            }
            long[] addresses = new long[count];
            int[] sizes = new int[count];
            for (int n = 0; n < count; n++) {
                int j = Native.getInt(others + ((long) n << 2));
                addresses[n] = other.address(j);
                sizes[n] = other.size(j);
            }
            for (int n = 0; n < count; n++) {
                int i = Native.getInt(rows + ((long) n << 2));
                int size = from.size(i);
                if (size != sizes[n] || !Bytes.equal(from.address(i), addresses[n], size)) {
                    Native.putByte(marks + n, (byte) 1);
                }
            }
        }
    }
}
