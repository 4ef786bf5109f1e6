package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.Layout;
import java.util.List;

/// The rows of two columns of one type as one column: each keeps its own order, and a byte for each row of the result
/// says which column comes next.
public final class Interleave {
    private Interleave() {}

    /// All rows of both columns, which stay the caller's, as does the result.
    ///
    /// @param marks as many bytes as there are rows in both, 1 for the next row of `right` and 0 for that of `left`
    /// @throws dev.penstock.error.PenstockException with code MEMORY_LIMIT, or COMPUTE when 32-bit offsets do not
    ///   suffice
    public static Column columns(Column left, Column right, long marks, Allocator allocator) {
        long rows = left.length() + right.length();
        return switch (left.data().layout()) {
            case Layout.Fixed(int width) when Integer.bitCount(width) == 1 && width <= 16 -> {
                try (Assembly assembly = new Assembly(allocator)) {
                    Buffer validity = validity(left.data(), right.data(), marks, assembly);
                    Buffer values = assembly.buffer(rows * width);
                    values(first(left.data(), width), first(right.data(), width), width, marks, rows, values.address());
                    long nulls = left.data().countNulls() + right.data().countNulls();
                    yield assembly.finish(ArrayData.flat(left.type(), rows, nulls, validity, values));
                }
            }
            default -> gathered(left, right, marks, allocator);
        };
    }

    private static long first(ArrayData array, int width) {
        return array.buffer(1).address() + array.offset() * width;
    }

    private static Column gathered(Column left, Column right, long marks, Allocator allocator) {
        long rows = left.length() + right.length();
        try (Column both = Concatenate.columns(List.of(left, right), allocator);
                Block numbers = allocator.allocate(Selection.bytes(Math.max(1, rows)))) {
            int l = 0;
            int r = Math.toIntExact(left.length());
            for (long i = 0; i < rows; i++) {
                int fromRight = Native.getByte(marks + i);
                Native.putInt(numbers.address() + (i << 2), fromRight == 0 ? l : r);
                l += 1 - fromRight;
                r += fromRight;
            }
            return Gather.column(both, new Selection(numbers.address(), rows), allocator);
        }
    }

    private static Buffer validity(ArrayData left, ArrayData right, long marks, Assembly assembly) {
        if (left.countNulls() + right.countNulls() == 0) {
            return Buffer.NONE;
        }
        long rows = left.length() + right.length();
        Buffer validity = assembly.buffer(Bitmaps.bytes(rows));
        Bitmap ofLeft = left.validity();
        Bitmap ofRight = right.validity();
        long l = 0;
        long r = 0;
        for (long i = 0; i < rows; i += Long.SIZE) {
            long lanes = Math.min(Long.SIZE, rows - i);
            long word = 0;
            for (long lane = 0; lane < lanes; lane++) {
                boolean valid = Native.getByte(marks + i + lane) == 0 ? ofLeft.get(l++) : ofRight.get(r++);
                word |= (valid ? 1L : 0L) << lane;
            }
            Native.putLong(validity.address() + (i >>> 3), word);
        }
        return validity;
    }

    private static void values(long left, long right, int width, long marks, long rows, long to) {
        switch (width) {
            case 1 -> bytes(left, right, marks, rows, to);
            case 2 -> shorts(left, right, marks, rows, to);
            case 4 -> ints(left, right, marks, rows, to);
            case 8 -> longs(left, right, marks, rows, to);
            default -> pairs(left, right, marks, rows, to);
        }
    }

    // In each loop both places are kept as addresses, and the mark chooses by arithmetic: in random data a branch could
    // not be foreseen.

    private static void bytes(long left, long right, long marks, long rows, long to) {
        long l = left;
        long r = right;
        for (long i = 0; i < rows; i++) {
            long mark = Native.getByte(marks + i);
            Native.putByte(to + i, Native.getByte(l + ((r - l) & -mark)));
            l += 1 - mark;
            r += mark;
        }
    }

    private static void shorts(long left, long right, long marks, long rows, long to) {
        long l = left;
        long r = right;
        for (long i = 0; i < rows; i++) {
            long mark = Native.getByte(marks + i);
            Native.putShort(to + (i << 1), Native.getShort(l + ((r - l) & -mark)));
            l += (1 - mark) << 1;
            r += mark << 1;
        }
    }

    private static void ints(long left, long right, long marks, long rows, long to) {
        long l = left;
        long r = right;
        for (long i = 0; i < rows; i++) {
            long mark = Native.getByte(marks + i);
            Native.putInt(to + (i << 2), Native.getInt(l + ((r - l) & -mark)));
            l += (1 - mark) << 2;
            r += mark << 2;
        }
    }

    private static void longs(long left, long right, long marks, long rows, long to) {
        long l = left;
        long r = right;
        for (long i = 0; i < rows; i++) {
            long mark = Native.getByte(marks + i);
            Native.putLong(to + (i << 3), Native.getLong(l + ((r - l) & -mark)));
            l += (1 - mark) << 3;
            r += mark << 3;
        }
    }

    private static void pairs(long left, long right, long marks, long rows, long to) {
        long l = left;
        long r = right;
        for (long i = 0; i < rows; i++) {
            long mark = Native.getByte(marks + i);
            long at = l + ((r - l) & -mark);
            Native.putLong(to + (i << 4), Native.getLong(at));
            Native.putLong(to + (i << 4) + 8, Native.getLong(at + 8));
            l += (1 - mark) << 4;
            r += mark << 4;
        }
    }
}
