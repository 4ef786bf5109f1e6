package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;

/// Columns made of what [EncodedRows] wrote, column by column: a cursor for each row stands at its next value, or is 0
/// where a parent has none.
final class DecodedRows {
    private DecodedRows() {}

    /// @param cursors eight bytes for each row; each is moved behind its value
    static ArrayData column(DataType type, long cursors, long rows, Assembly assembly) {
        if (type instanceof DataType.Null) {
            skipFlags(cursors, rows);
            return ArrayData.flat(type, rows, rows);
        }
        Buffer validity = validity(cursors, rows, assembly);
        long nulls = rows - new Bitmap(validity.address(), 0, rows).count();
        var known = new Bitmap(validity.address(), 0, rows);
        ArrayData made =
                switch (Layout.of(type)) {
                    case Layout.Bits _ -> flat(type, rows, bits(cursors, known, assembly));
                    case Layout.Fixed(int width) -> flat(type, rows, fixed(cursors, known, width, assembly));
                    case Layout.Variable _, Layout.Views _ -> texts(type, cursors, known, assembly);
                    case Layout.Lists(int width) -> lists(type, cursors, known, width, false, assembly);
                    case Layout.ListViews(int width) -> lists(type, cursors, known, width, true, assembly);
                    case Layout.FixedLists(int size) -> fixedLists(type, cursors, known, size, assembly);
                    case Layout.Structs _ -> structs(type, cursors, known, assembly);
                    case Layout.Nothing _, Layout.Indexed _, Layout.Runs _, Layout.Unions _ ->
                            throw new AssertionError(type);
                };
        var buffers = new ArrayList<>(made.buffers());
        buffers.set(0, nulls == 0 ? Buffer.NONE : validity);
        return new ArrayData(type, rows, 0, nulls, buffers, made.children(), null);
    }

    private static ArrayData flat(DataType type, long rows, Buffer values) {
        return ArrayData.flat(type, rows, 0, Buffer.NONE, values);
    }

    private static long cursor(long cursors, long row) {
        return Native.getLong(cursors + (row << 3));
    }

    private static void move(long cursors, long row, long bytes) {
        Native.putLong(cursors + (row << 3), cursor(cursors, row) + bytes);
    }

    private static void skipFlags(long cursors, long rows) {
        for (long row = 0; row < rows; row++) {
            if (cursor(cursors, row) != 0) {
                move(cursors, row, 1);
            }
        }
    }

    private static Buffer validity(long cursors, long rows, Assembly assembly) {
        Buffer validity = assembly.buffer(Math.max(Long.BYTES, Bitmaps.bytes(rows)));
        for (long base = 0; base < rows; base += 64) {
            long word = 0;
            for (long lane = 0; lane < Math.min(64, rows - base); lane++) {
                long at = cursor(cursors, base + lane);
                if (at != 0) {
                    word |= (long) Native.getByte(at) << lane;
                    move(cursors, base + lane, 1);
                }
            }
            Native.putLong(validity.address() + (base >>> 3), word);
        }
        return validity;
    }

    private static Buffer bits(long cursors, Bitmap known, Assembly assembly) {
        Buffer values = assembly.buffer(Bitmaps.bytes(known.length()));
        for (long base = 0; base < known.length(); base += 64) {
            long word = 0;
            for (long lane = 0; lane < Math.min(64, known.length() - base); lane++) {
                if (known.get(base + lane)) {
                    word |= (long) Native.getByte(cursor(cursors, base + lane)) << lane;
                    move(cursors, base + lane, 1);
                }
            }
            Native.putLong(values.address() + (base >>> 3), word);
        }
        return values;
    }

    private static Buffer fixed(long cursors, Bitmap known, int width, Assembly assembly) {
        Buffer values = assembly.buffer(known.length() * width);
        for (long row = 0; row < known.length(); row++) {
            long to = values.address() + row * width;
            if (known.get(row)) {
                Bytes.copy(cursor(cursors, row), to, width);
                move(cursors, row, width);
            } else if (width > 0) {
                Native.fill(to, width, (byte) 0);
            }
        }
        return values;
    }

    private static ArrayData texts(DataType type, long cursors, Bitmap known, Assembly assembly) {
        long rows = known.length();
        try (Block numbers = assembly.allocator().allocate(Selection.bytes(rows))) {
            for (long row = 0; row < rows; row++) {
                Native.putInt(numbers.address() + (row << 2), (int) row);
            }
            ArrayData made =
                    ByteResults.column(
                            type,
                            new Selection(numbers.address(), rows),
                            assembly,
                            row -> cursor(cursors, row) + Integer.BYTES,
                            row -> known.get(row) ? Native.getInt(cursor(cursors, row)) : -1);
            for (long row = 0; row < rows; row++) {
                if (known.get(row)) {
                    move(cursors, row, Integer.BYTES + Native.getInt(cursor(cursors, row)));
                }
            }
            return made;
        }
    }

    private static ArrayData lists(
            DataType type, long cursors, Bitmap known, int width, boolean views, Assembly assembly) {
        long rows = known.length();
        Buffer offsets = assembly.buffer((rows + 1) * width);
        Buffer sizes = views ? assembly.buffer(rows * width) : Buffer.NONE;
        long total = 0;
        for (long row = 0; row < rows; row++) {
            long count = known.get(row) ? Native.getLong(cursor(cursors, row)) : 0;
            Results.put(offsets.address(), width, row, total);
            if (views) {
                Results.put(sizes.address(), width, row, count);
            }
            total += count;
        }
        Results.put(offsets.address(), width, rows, total);
        ByteResults.checkReach(width == Integer.BYTES ? total : 0);
        ArrayData elements = elements(type, cursors, known, total, 0, assembly);
        return new ArrayData(
                type,
                rows,
                0,
                0,
                views ? List.of(Buffer.NONE, offsets, sizes) : List.of(Buffer.NONE, offsets),
                List.of(elements),
                null);
    }

    private static ArrayData fixedLists(DataType type, long cursors, Bitmap known, int size, Assembly assembly) {
        ArrayData elements = elements(type, cursors, known, known.length() * size, size, assembly);
        return new ArrayData(type, known.length(), 0, 0, List.of(Buffer.NONE), List.of(elements), null);
    }

    /// The elements of all lists.
    ///
    /// @param missing how many elements stand for a list that is null
    private static ArrayData elements(
            DataType type, long cursors, Bitmap known, long total, int missing, Assembly assembly) {
        try (Block inner = assembly.allocator().allocate(total << 3)) {
            long to = inner.address();
            for (long row = 0; row < known.length(); row++) {
                if (!known.get(row)) {
                    Native.fill(to, (long) missing << 3, (byte) 0);
                    to += (long) missing << 3;
                    continue;
                }
                long at = cursor(cursors, row);
                long count = Native.getLong(at);
                at += Long.BYTES;
                for (long i = 0; i < count; i++) {
                    Native.putLong(to, at + Long.BYTES);
                    to += Long.BYTES;
                    at += Long.BYTES + Native.getLong(at);
                }
                move(cursors, row, at - cursor(cursors, row));
            }
            return column(ArrowFormat.children(type).getFirst().type(), inner.address(), total, assembly);
        }
    }

    private static ArrayData structs(DataType type, long cursors, Bitmap known, Assembly assembly) {
        long rows = known.length();
        var children = new ArrayList<ArrayData>();
        try (Block inner = assembly.allocator().allocate(rows << 3)) {
            for (long row = 0; row < rows; row++) {
                // A struct that is null has no fields to read.
                Native.putLong(inner.address() + (row << 3), known.get(row) ? cursor(cursors, row) : 0);
            }
            for (Field field : ArrowFormat.children(type)) {
                children.add(column(field.type(), inner.address(), rows, assembly));
            }
            for (long row = 0; row < rows; row++) {
                if (known.get(row)) {
                    Native.putLong(cursors + (row << 3), cursor(inner.address(), row));
                }
            }
        }
        return new ArrayData(type, rows, 0, 0, List.of(Buffer.NONE), children, null);
    }
}
