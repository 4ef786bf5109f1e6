package dev.penstock.source;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Native;
import dev.penstock.type.Layout;

/// Offsets and run ends of slices, counted from the slice's own start.
final class SlicedLists {
    /// What the rows of a list or text column refer to.
    ///
    /// @param offsets from the first element on
    /// @param first the first element that is meant
    record Range(Buffer offsets, long first, long count) {}

    private final Assembly assembly;

    SlicedLists(Assembly assembly) {
        this.assembly = assembly;
    }

    /// One offset more than rows, the first of them 0.
    Range offsets(ArrayData array, int width) {
        long rows = array.length();
        if (rows == 0) {
            long zero = assembly.room(width);
            put(zero, width, 0, 0);
            return new Range(new Buffer(zero, width), 0, 0);
        }
        long from = array.buffer(1).address() + array.offset() * width;
        long first = get(from, width, 0);
        long count = get(from, width, rows) - first;
        long bytes = (rows + 1) * width;
        if (first == 0) {
            return new Range(new Buffer(from, bytes), 0, count);
        }
        long to = assembly.room(bytes);
        for (long row = 0; row <= rows; row++) {
            put(to, width, row, get(from, width, row) - first);
        }
        return new Range(new Buffer(to, bytes), first, count);
    }

    /// The offsets of list views, and the range of elements that any of them reaches.
    Range views(ArrayData array, int width) {
        long rows = array.length();
        Bitmap validity = array.validity();
        long offsets = array.buffer(1).address() + array.offset() * width;
        long sizes = array.buffer(2).address() + array.offset() * width;
        long first = Long.MAX_VALUE;
        long end = 0;
        for (long row = 0; row < rows; row++) {
            long size = validity.get(row) ? get(sizes, width, row) : 0;
            if (size > 0) {
                first = Math.min(first, get(offsets, width, row));
                end = Math.max(end, get(offsets, width, row) + size);
            }
        }
        first = Math.min(first, end);
        Buffer made = assembly.buffer(rows * width);
        for (long row = 0; row < rows; row++) {
            boolean empty = !validity.get(row) || get(sizes, width, row) == 0;
            put(made.address(), width, row, empty ? 0 : get(offsets, width, row) - first);
        }
        return new Range(made, first, end - first);
    }

    /// The ends of the runs that the rows lie in.
    ArrayData runEnds(ArrayData array) {
        ArrayData ends = array.children().get(0);
        int width = ((Layout.Fixed) ends.layout()).width();
        long first = firstRun(array);
        long count = runs(array, first);
        Buffer made = assembly.buffer(count * width);
        for (long run = 0; run < count; run++) {
            long end = Math.min(end(ends, width, first + run) - array.offset(), array.length());
            put(made.address(), width, run, end);
        }
        return ArrayData.flat(ends.type(), count, 0, Buffer.NONE, made);
    }

    /// The values of the runs that the rows lie in.
    ArrayData runValues(ArrayData array) {
        long first = firstRun(array);
        return array.children().get(1).slice(first, runs(array, first));
    }

    private static long firstRun(ArrayData array) {
        ArrayData ends = array.children().get(0);
        int width = ((Layout.Fixed) ends.layout()).width();
        long run = 0;
        while (array.length() > 0 && end(ends, width, run) <= array.offset()) {
            run++;
        }
        return run;
    }

    private static long runs(ArrayData array, long first) {
        if (array.length() == 0) {
            return 0;
        }
        ArrayData ends = array.children().get(0);
        int width = ((Layout.Fixed) ends.layout()).width();
        long run = first;
        while (end(ends, width, run) < array.offset() + array.length()) {
            run++;
        }
        return run + 1 - first;
    }

    private static long end(ArrayData ends, int width, long run) {
        return get(ends.buffer(1).address() + ends.offset() * width, width, run);
    }

    private static long get(long base, int width, long index) {
        return switch (width) {
            case 2 -> Native.getShort(base + (index << 1));
            case 4 -> Native.getInt(base + (index << 2));
            default -> Native.getLong(base + (index << 3));
        };
    }

    private static void put(long base, int width, long index, long value) {
        switch (width) {
            case 2 -> Native.putShort(base + (index << 1), (short) value);
            case 4 -> Native.putInt(base + (index << 2), (int) value);
            default -> Native.putLong(base + (index << 3), value);
        }
    }
}
