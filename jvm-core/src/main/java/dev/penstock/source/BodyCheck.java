package dev.penstock.source;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.column.BytesColumn;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.List;
import java.util.Objects;

/// Checks that what a column points to is there. Kernels read memory by address, so a damaged file must be refused
/// before they see it. One pass over offsets, views and indices; values are not looked at.
final class BodyCheck {
    private BodyCheck() {}

    /// @param array at offset 0, with children that were checked already
    /// @throws dev.penstock.error.PenstockException with code IO
    static void check(ArrayData array) {
        long rows = array.length();
        if (rows == 0) {
            return;
        }
        switch (array.layout()) {
            case Layout.Nothing _, Layout.Bits _, Layout.Fixed _ -> {}
            case Layout.Variable(int width) -> offsets(array.buffer(1), width, rows, array.buffer(2).bytes());
            case Layout.Lists(int width) -> offsets(array.buffer(1), width, rows, array.children().getFirst().length());
            case Layout.Views _ -> views(array);
            case Layout.ListViews(int width) -> listViews(array, width);
            case Layout.FixedLists(int size) -> children(array, Math.multiplyExact(rows, (long) size));
            case Layout.Structs _ -> children(array, rows);
            case Layout.Indexed(int width) -> indices(array, width);
            case Layout.Runs _ -> runs(array);
            case Layout.Unions(boolean dense) -> union(array, dense);
        }
    }

    private static void children(ArrayData array, long needed) {
        for (ArrayData child : array.children()) {
            if (child.length() < needed) {
                throw Messages.broken("a child of %,d rows where %,d are needed".formatted(child.length(), needed));
            }
        }
    }

    private static void offsets(Buffer offsets, int width, long rows, long available) {
        long last = 0;
        boolean inOrder = true;
        for (long row = 0; row <= rows; row++) {
            long offset = integer(offsets, width, row);
            inOrder &= offset >= last;
            last = offset;
        }
        if (!inOrder || last > available) {
            throw Messages.broken("offsets that are out of order, or beyond the %,d values".formatted(available));
        }
    }

    private static void views(ArrayData array) {
        Bitmap validity = array.validity();
        long base = array.buffer(1).address();
        List<Buffer> buffers = array.buffers();
        for (long row = 0; row < array.length(); row++) {
            long view = base + (row << 4);
            int size = Native.getInt(view);
            if (size >= 0 && size <= BytesColumn.INLINE_BYTES) {
                continue;
            }
            int buffer = Native.getInt(view + 8);
            int offset = Native.getInt(view + 12);
            boolean inside =
                    size > 0
                            && offset >= 0
                            && buffer >= 0
                            && buffer < buffers.size() - 2
                            && (long) offset + size <= buffers.get(buffer + 2).bytes();
            if (!inside && validity.get(row)) {
                throw Messages.broken("the view of row " + row + " points outside of its buffers");
            }
        }
    }

    private static void listViews(ArrayData array, int width) {
        Bitmap validity = array.validity();
        long elements = array.children().getFirst().length();
        for (long row = 0; row < array.length(); row++) {
            long offset = integer(array.buffer(1), width, row);
            long size = integer(array.buffer(2), width, row);
            boolean inside = offset >= 0 && size >= 0 && offset <= elements - size;
            if (!inside && validity.get(row)) {
                throw Messages.broken("the list of row " + row + " lies outside of the elements");
            }
        }
    }

    private static void indices(ArrayData array, int width) {
        Bitmap validity = array.validity();
        long values = Objects.requireNonNull(array.dictionary()).length();
        boolean signed = ((DataType.Dictionary) array.type()).index().signed();
        for (long row = 0; row < array.length(); row++) {
            long index = index(array.buffer(1).address(), width, row, signed);
            if ((index < 0 || index >= values) && validity.get(row)) {
                throw Messages.broken("the index %d of row %d in a dictionary of %,d".formatted(index, row, values));
            }
        }
    }

    private static long index(long base, int width, long row, boolean signed) {
        return switch (width) {
            case 1 -> signed ? Native.getByte(base + row) : Native.getByte(base + row) & 0xFF;
            case 2 -> signed ? Native.getShort(base + (row << 1)) : Native.getShort(base + (row << 1)) & 0xFFFF;
            case 4 -> signed ? Native.getInt(base + (row << 2)) : Native.getInt(base + (row << 2)) & 0xFFFF_FFFFL;
            default -> Native.getLong(base + (row << 3));
        };
    }

    private static void runs(ArrayData array) {
        ArrayData ends = array.children().get(0);
        int width = ((Layout.Fixed) ends.layout()).width();
        long last = 0;
        boolean inOrder = ends.countNulls() == 0;
        for (long run = 0; inOrder && run < ends.length(); run++) {
            long end = index(ends.buffer(1).address(), width, run, true);
            inOrder = end > last;
            last = end;
        }
        if (!inOrder || last < array.length() || array.children().get(1).length() < ends.length()) {
            throw Messages.broken("runs that are out of order, or end before row " + array.length());
        }
    }

    private static void union(ArrayData array, boolean dense) {
        var type = (DataType.Union) array.type();
        int[] childOf = new int[256];
        java.util.Arrays.fill(childOf, -1);
        for (int i = 0; i < type.typeIds().size(); i++) {
            childOf[type.typeIds().get(i)] = i;
        }
        if (!dense) {
            children(array, array.length());
        }
        for (long row = 0; row < array.length(); row++) {
            int child = childOf[Native.getByte(array.buffer(0).address() + row) & 0xFF];
            long at = dense ? Native.getInt(array.buffer(1).address() + (row << 2)) : row;
            if (child < 0 || at < 0 || at >= array.children().get(child).length()) {
                throw Messages.broken("row " + row + " of a union points to no value");
            }
        }
    }

    private static long integer(Buffer buffer, int width, long index) {
        return width == 4
                ? Native.getInt(buffer.address() + (index << 2))
                : Native.getLong(buffer.address() + (index << 3));
    }
}
