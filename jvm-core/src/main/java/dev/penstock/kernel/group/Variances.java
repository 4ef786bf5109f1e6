package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.window.Lanes;
import dev.penstock.kernel.window.SlidingMoments;
import dev.penstock.kernel.window.SlidingWindows;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// Variances and standard deviations; null for n <= ddof.
///
/// Source: Welford, "Note on a method for calculating corrected sums of squares and products", 1962; for the merge
/// Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.
final class Variances implements WindowAccumulator {
    private final DataType type;
    private final boolean root;
    private final double ddof;
    private final Slots counts;
    private final Slots means;
    private final Slots squares;

    /// @param root whether standard deviations are wanted
    Variances(DataType type, boolean root, long ddof, Allocator allocator) {
        this.type = type;
        this.root = root;
        this.ddof = ddof;
        this.counts = Slots.doubles(allocator, 0);
        this.means = Slots.doubles(allocator, 0);
        this.squares = Slots.doubles(allocator, 0);
    }

    @Override
    public void grow(long groups) {
        counts.grow(groups);
        means.grow(groups);
        squares.grow(groups);
    }

    @Override
    public void add(GroupedColumn rows) {
        if (rows.only() >= 0) {
            reduce(rows.only(), rows.packed(rows.doubles()), rows.validCount());
        } else {
            scatter(rows.valid(), rows.doubles(), rows.rows());
        }
    }

    private void scatter(long ids, long values, long rows) {
        long n = counts.address();
        long mean = means.address();
        long square = squares.address();
        for (long row = 0; row < rows; row++) {
            long group = (long) Native.getInt(ids + (row << 2)) << 3;
            double value = Native.getDouble(values + (row << 3));
            double count = Native.getDouble(n + group) + 1;
            double old = Native.getDouble(mean + group);
            double delta = value - old;
            double now = old + delta / count;
            Native.putDouble(n + group, count);
            Native.putDouble(mean + group, now);
            Native.putDouble(square + group, Native.getDouble(square + group) + delta * (value - now));
        }
    }

    /// Two passes over values that are in the cache: no division for each, and nothing lost.
    private void reduce(int group, long values, long rows) {
        double sum = 0;
        for (long row = 0; row < rows; row++) {
            sum += Native.getDouble(values + (row << 3));
        }
        double mean = sum / (double) rows;
        double square = 0;
        for (long row = 0; row < rows; row++) {
            double delta = Native.getDouble(values + (row << 3)) - mean;
            square += delta * delta;
        }
        merge(group, (double) rows, mean, square);
    }

    private void merge(int group, double count, double mean, double square) {
        if (count == 0) {
            return;
        }
        double before = counts.getDouble(group);
        double all = before + count;
        double delta = mean - means.getDouble(group);
        counts.putDouble(group, all);
        means.putDouble(group, before == 0 ? mean : means.getDouble(group) + delta * count / all);
        squares.putDouble(
                group, before == 0 ? square : squares.getDouble(group) + square + delta * delta * before * count / all);
    }

    @Override
    public void addWindows(Lanes lanes, SlidingWindows windows, Allocator allocator) {
        try (Block room = allocator.allocate(SlidingMoments.bytes(windows))) {
            new SlidingMoments(lanes, room.address())
                    .run(windows, counts.address(), means.address(), squares.address());
        }
    }

    @Override
    public void merge(Accumulator other, Selection from, long to) {
        var same = (Variances) other;
        for (long i = 0; i < from.count(); i++) {
            int group = from.row(i);
            merge(
                    Native.getInt(to + (i << 2)),
                    same.counts.getDouble(group),
                    same.means.getDouble(group),
                    same.squares.getDouble(group));
        }
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        return Results.doubles(type, groups, assembly, this::value, group -> counts.getDouble(group) > ddof);
    }

    private double value(long group) {
        double variance = squares.getDouble(group) / (counts.getDouble(group) - ddof);
        return root ? Math.sqrt(variance) : variance;
    }

    @Override
    public void close() {
        counts.close();
        means.close();
        squares.close();
    }
}
