package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// Sums in float64, also those of float32; 0 of nothing.
final class DoubleSums implements Accumulator, Totals {
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
    public double get(long group) {
        return sums.getDouble(group);
    }

    /// Four sums side by side: one alone would wait for each addition, and C2 may not reorder them.
    private static double sum(long values, long rows) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        long row = 0;
        for (; row + 4 <= rows; row += 4) {
            a += Native.getDouble(values + (row << 3));
            b += Native.getDouble(values + (row << 3) + 8);
            c += Native.getDouble(values + (row << 3) + 16);
            d += Native.getDouble(values + (row << 3) + 24);
        }
        for (; row < rows; row++) {
            a += Native.getDouble(values + (row << 3));
        }
        return a + b + (c + d);
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
        return Results.doubles(type, groups, assembly, sums::getDouble, Results.ALL);
    }

    @Override
    public void close() {
        sums.close();
    }
}
