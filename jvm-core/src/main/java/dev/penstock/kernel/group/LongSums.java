package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.window.Lanes;
import dev.penstock.kernel.window.SlidingSums;
import dev.penstock.kernel.window.SlidingWindows;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// Sums of integers, which wrap around; 0 of nothing.
final class LongSums implements WindowAccumulator {
    private final DataType type;
    private final Slots sums;

    LongSums(DataType type, Allocator allocator) {
        this.type = type;
        this.sums = Slots.longs(allocator, 0);
    }

    @Override
    public void grow(long groups) {
        sums.grow(groups);
    }

    @Override
    public void add(GroupedColumn rows) {
        if (rows.only() >= 0) {
            long sum = sum(rows.packed(rows.longs()), rows.validCount());
            sums.putLong(rows.only(), sums.getLong(rows.only()) + sum);
        } else {
            scatter(rows.valid(), rows.longs(), rows.rows());
        }
    }

    private void scatter(long ids, long values, long rows) {
        long to = sums.address();
        for (long row = 0; row < rows; row++) {
            long at = to + ((long) Native.getInt(ids + (row << 2)) << 3);
            Native.putLong(at, Native.getLong(at) + Native.getLong(values + (row << 3)));
        }
    }

    @Override
    public boolean addAndCount(GroupedColumn rows, Accumulator counts) {
        if (rows.only() >= 0 || rows.hasNulls()) {
            return false;
        }
        scatterAndCount(rows.chosen(), rows.longs(), rows.rows(), ((Counts) counts).address());
        return true;
    }

    private void scatterAndCount(long ids, long values, long rows, long counts) {
        long to = sums.address();
        for (long row = 0; row < rows; row++) {
            long group = (long) Native.getInt(ids + (row << 2)) << 3;
            long sum = Native.getLong(to + group) + Native.getLong(values + (row << 3));
            // Both are read before one is written: the processor takes addresses that agree in twelve bits for the
            // same.
            long count = Native.getLong(counts + group) + 1;
            Native.putLong(to + group, sum);
            Native.putLong(counts + group, count);
        }
    }

    private static long sum(long values, long rows) {
        long sum = 0;
        for (long row = 0; row < rows; row++) {
            sum += Native.getLong(values + (row << 3));
        }
        return sum;
    }

    @Override
    public void addWindows(Lanes lanes, SlidingWindows windows, Allocator allocator) {
        SlidingSums.longs(lanes, windows, sums.address());
    }

    @Override
    public void merge(Accumulator other, Selection from, long to) {
        Slots more = ((LongSums) other).sums;
        for (long i = 0; i < from.count(); i++) {
            int group = Native.getInt(to + (i << 2));
            sums.putLong(group, sums.getLong(group) + more.getLong(from.row(i)));
        }
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        return Results.longs(type, groups, assembly, sums.address(), Results.ALL);
    }

    @Override
    public void close() {
        sums.close();
    }
}
