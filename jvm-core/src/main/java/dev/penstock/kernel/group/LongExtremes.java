package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.window.Lanes;
import dev.penstock.kernel.window.SlidingCounts;
import dev.penstock.kernel.window.SlidingExtremes;
import dev.penstock.kernel.window.SlidingWindows;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// The smallest or largest integers; null of nothing.
///
/// There is one loop, for the smallest: the bits of `flip` turn the order of signed integers around, or make it that of
/// unsigned ones, or both.
final class LongExtremes implements WindowAccumulator {
    /// So many rows of a group have found the smallest of them, mostly.
    private static final long MANY = 64;

    private final DataType type;
    private final long flip;
    private final Slots least;
    private final Slots seen;
    private long rowsSeen;

    /// @param largest whether the largest are wanted
    LongExtremes(DataType type, boolean largest, Allocator allocator) {
        this.type = type;
        this.flip = (largest ? -1L : 0) ^ (Widening.isUnsigned64(type) ? Long.MIN_VALUE : 0);
        this.least = Slots.longs(allocator, Long.MAX_VALUE);
        this.seen = Slots.flags(allocator);
    }

    @Override
    public void grow(long groups) {
        least.grow(groups);
        seen.grow(groups);
    }

    @Override
    public void add(GroupedColumn rows) {
        rowsSeen += rows.rows();
        if (rows.only() < 0) {
            if (rowsSeen < MANY * least.count()) {
                scatterFew(rows.valid(), rows.longs(), rows.rows());
            } else {
                scatter(rows.valid(), rows.longs(), rows.rows());
            }
        } else if (rows.validCount() > 0) {
            offer(rows.only(), least(rows.packed(rows.longs()), rows.validCount(), flip));
        }
    }

    private void scatter(long ids, long values, long rows) {
        long to = least.address();
        long marks = seen.address();
        for (long row = 0; row < rows; row++) {
            long group = Native.getInt(ids + (row << 2));
            long at = to + (group << 3);
            long value = Native.getLong(values + (row << 3)) ^ flip;
            // Branches, because after a few rows they are hardly ever taken; a select would make rows of one group wait
            // for each other. What a group starts with says that it has no value, unless it has just this one.
            if (value < Native.getLong(at)) {
                Native.putLong(at, value);
            } else if (value == Long.MAX_VALUE) {
                Native.putByte(marks + group, (byte) 1);
            }
        }
    }

    /// The same for groups of few rows, whose first ones often are smaller: branches would be guessed wrong.
    private void scatterFew(long ids, long values, long rows) {
        long to = least.address();
        long marks = seen.address();
        for (long row = 0; row < rows; row++) {
            long group = Native.getInt(ids + (row << 2));
            long at = to + (group << 3);
            long value = Native.getLong(values + (row << 3)) ^ flip;
            Native.putLong(at, Math.min(value, Native.getLong(at)));
            if (value == Long.MAX_VALUE) {
                Native.putByte(marks + group, (byte) 1);
            }
        }
    }

    /// Four side by side: one alone would wait for each comparison.
    private static long least(long values, long rows, long flip) {
        long a = Long.MAX_VALUE;
        long b = Long.MAX_VALUE;
        long c = Long.MAX_VALUE;
        long d = Long.MAX_VALUE;
        long row = 0;
        for (; row + 4 <= rows; row += 4) {
            long at = values + (row << 3);
            a = Math.min(a, Native.getLong(at) ^ flip);
            b = Math.min(b, Native.getLong(at + 8) ^ flip);
            c = Math.min(c, Native.getLong(at + 16) ^ flip);
            d = Math.min(d, Native.getLong(at + 24) ^ flip);
        }
        for (; row < rows; row++) {
            a = Math.min(a, Native.getLong(values + (row << 3)) ^ flip);
        }
        return Math.min(Math.min(a, b), Math.min(c, d));
    }

    private void offer(int group, long value) {
        if (value == Long.MAX_VALUE) {
            seen.putByte(group, (byte) 1);
        }
        least.putLong(group, Math.min(least.getLong(group), value));
    }

    private boolean has(long group) {
        return least.getLong(group) != Long.MAX_VALUE || seen.getByte(group) != 0;
    }

    @Override
    public void addWindows(Lanes lanes, SlidingWindows windows, Allocator allocator) {
        try (Block room = allocator.allocate(SlidingExtremes.bytes(windows));
                Block counts = allocator.allocate(windows.count() << 3)) {
            SlidingExtremes.longs(lanes, flip, windows, least.address(), room.address());
            SlidingCounts.flags(lanes, windows, seen.address(), counts.address());
        }
    }

    @Override
    public void merge(Accumulator other, Selection from, long to) {
        var same = (LongExtremes) other;
        for (long i = 0; i < from.count(); i++) {
            if (same.has(from.row(i))) {
                offer(Native.getInt(to + (i << 2)), same.least.getLong(from.row(i)));
            }
        }
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        boolean all = true;
        for (long i = 0; all && i < groups.count(); i++) {
            all = has(groups.row(i));
        }
        return Results.longs(
                type, groups, assembly, group -> least.getLong(group) ^ flip, all ? Results.ALL : this::has);
    }

    @Override
    public void close() {
        least.close();
        seen.close();
    }
}
