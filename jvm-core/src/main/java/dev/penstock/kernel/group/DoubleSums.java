package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.window.Lanes;
import dev.penstock.kernel.window.SlidingSums;
import dev.penstock.kernel.window.SlidingWindows;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// Sums in float64, also those of float32; 0 of nothing.
final class DoubleSums implements WindowAccumulator, Totals {
    private final DataType type;
    private final Slots sums;

    DoubleSums(DataType type, Allocator allocator) {
        this.type = type;
        this.sums = Slots.doubles(allocator, 0);
    }

    @Override
    public void grow(long groups) {
        sums.grow(groups);
    }

    @Override
    public void add(GroupedColumn rows) {
        if (rows.only() >= 0) {
            double sum = sum(rows.packed(rows.doubles()), rows.validCount());
            sums.putDouble(rows.only(), sums.getDouble(rows.only()) + sum);
        } else {
            scatter(rows.valid(), rows.doubles(), rows.rows());
        }
    }

    private void scatter(long ids, long values, long rows) {
        long to = sums.address();
        for (long row = 0; row < rows; row++) {
            long at = to + ((long) Native.getInt(ids + (row << 2)) << 3);
            Native.putDouble(at, Native.getDouble(at) + Native.getDouble(values + (row << 3)));
        }
    }

    @Override
    public boolean addAndCount(GroupedColumn rows, Accumulator counts) {
        if (rows.only() >= 0 || rows.hasNulls()) {
            return false;
        }
        scatterAndCount(rows.chosen(), rows.doubles(), rows.rows(), ((Counts) counts).address());
        return true;
    }

    private void scatterAndCount(long ids, long values, long rows, long counts) {
        long to = sums.address();
        for (long row = 0; row < rows; row++) {
            long group = (long) Native.getInt(ids + (row << 2)) << 3;
            double sum = Native.getDouble(to + group) + Native.getDouble(values + (row << 3));
            // Both are read before one is written: the processor takes addresses that agree in twelve bits for the
            // same.
            long count = Native.getLong(counts + group) + 1;
            Native.putDouble(to + group, sum);
            Native.putLong(counts + group, count);
        }
    }

    @Override
    public double get(long group) {
        return sums.getDouble(group);
    }

    /// Where the sum of group 0 lies; until the next [#grow(long)].
    long address() {
        return sums.address();
    }

    /// Eight sums side by side: one alone would wait for each addition, and C2 may not reorder them.
    private static double sum(long values, long rows) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        double e = 0;
        double f = 0;
        double g = 0;
        double h = 0;
        long row = 0;
        for (; row + 8 <= rows; row += 8) {
            long at = values + (row << 3);
            a += Native.getDouble(at);
            b += Native.getDouble(at + 8);
            c += Native.getDouble(at + 16);
            d += Native.getDouble(at + 24);
            e += Native.getDouble(at + 32);
            f += Native.getDouble(at + 40);
            g += Native.getDouble(at + 48);
            h += Native.getDouble(at + 56);
        }
        for (; row < rows; row++) {
            a += Native.getDouble(values + (row << 3));
        }
        return a + b + (c + d) + (e + f + (g + h));
    }

    @Override
    public void addWindows(Lanes lanes, SlidingWindows windows, Allocator allocator) {
        try (Block room = allocator.allocate(SlidingSums.bytes(windows))) {
            SlidingSums.doubles(lanes, windows, sums.address(), room.address());
        }
    }

    @Override
    public void merge(Accumulator other, Selection from, long to) {
        var same = (DoubleSums) other;
        for (long i = 0; i < from.count(); i++) {
            int group = Native.getInt(to + (i << 2));
            sums.putDouble(group, sums.getDouble(group) + same.sums.getDouble(from.row(i)));
        }
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        return Results.doubles(type, groups, assembly, sums.address(), Results.ALL);
    }

    @Override
    public void close() {
        sums.close();
    }
}
