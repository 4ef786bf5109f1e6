package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// How two columns vary together, over the rows on which neither is null: what covariances and correlations are made
/// of.
///
/// Source: Pébay, as for [Moments].
final class Covariances implements Accumulator {
    /// Six float64 for each group lie together: a row touches them all.
    private static final int X = 8;

    private static final int Y = 16;
    private static final int XX = 24;
    private static final int YY = 32;
    private static final int XY = 40;
    private static final int FIELDS = 6;

    private final Slots fields;
    private final Block room;

    Covariances(Allocator allocator) {
        this.fields = Slots.doubles(allocator, 0);
        this.room = allocator.allocate(18L * GroupedColumn.MOST_ROWS);
    }

    @Override
    public void grow(long groups) {
        // One more group in front, for rows that count for none.
        fields.grow((groups + 1) * FIELDS);
    }

    private long at(long group) {
        return fields.address() + (group + 1) * FIELDS * Double.BYTES;
    }

    @Override
    public void add(GroupedColumn rows) {
        ArrayData x = rows.arguments().get(0).data();
        ArrayData y = rows.arguments().get(1).data();
        long masks = room.address() + 16L * GroupedColumn.MOST_ROWS;
        Bitmap knownX = GroupedColumn.knownRows(x, masks);
        Bitmap knownY = GroupedColumn.knownRows(y, masks + Bitmaps.bytes(GroupedColumn.MOST_ROWS));
        long xs = Widening.doubles(x, room.address());
        long ys = Widening.doubles(y, room.address() + 8L * GroupedColumn.MOST_ROWS);
        long ids = rows.chosen();
        long first = at(0);
        if (knownX.isAllSet() && knownY.isAllSet()) {
            addAll(ids, xs, ys, rows.rows(), first);
            return;
        }
        for (long row = 0; row < rows.rows(); row++) {
            if (knownX.get(row) && knownY.get(row)) {
                long at = first + (long) Native.getInt(ids + (row << 2)) * FIELDS * Double.BYTES;
                add(at, Native.getDouble(xs + (row << 3)), Native.getDouble(ys + (row << 3)));
            }
        }
    }

    private static void addAll(long ids, long xs, long ys, long rows, long first) {
        for (long row = 0; row < rows; row++) {
            long at = first + (long) Native.getInt(ids + (row << 2)) * FIELDS * Double.BYTES;
            add(at, Native.getDouble(xs + (row << 3)), Native.getDouble(ys + (row << 3)));
        }
    }

    private static void add(long at, double x, double y) {
        double n = Native.getDouble(at) + 1;
        // One division for two means.
        double share = 1 / n;
        double dx = x - Native.getDouble(at + X);
        double dy = y - Native.getDouble(at + Y);
        double meanX = Native.getDouble(at + X) + dx * share;
        double meanY = Native.getDouble(at + Y) + dy * share;
        Native.putDouble(at, n);
        Native.putDouble(at + X, meanX);
        Native.putDouble(at + Y, meanY);
        Native.putDouble(at + XX, Native.getDouble(at + XX) + dx * (x - meanX));
        Native.putDouble(at + YY, Native.getDouble(at + YY) + dy * (y - meanY));
        Native.putDouble(at + XY, Native.getDouble(at + XY) + dx * (y - meanY));
    }

    @Override
    public void merge(Accumulator other, Selection from, long to) {
        var same = (Covariances) other;
        for (long i = 0; i < from.count(); i++) {
            merge(same.at(from.row(i)), at(Native.getInt(to + (i << 2))));
        }
    }

    private static void merge(long from, long at) {
        double count = Native.getDouble(from);
        double before = Native.getDouble(at);
        if (count == 0) {
            return;
        }
        if (before == 0) {
            Native.copy(from, at, FIELDS * Double.BYTES);
            return;
        }
        double n = before + count;
        double dx = Native.getDouble(from + X) - Native.getDouble(at + X);
        double dy = Native.getDouble(from + Y) - Native.getDouble(at + Y);
        double weight = before * count / n;
        Native.putDouble(at, n);
        Native.putDouble(at + X, Native.getDouble(at + X) + dx * count / n);
        Native.putDouble(at + Y, Native.getDouble(at + Y) + dy * count / n);
        add(from, at, XX, dx * dx * weight);
        add(from, at, YY, dy * dy * weight);
        add(from, at, XY, dx * dy * weight);
    }

    private static void add(long from, long at, int field, double more) {
        Native.putDouble(at + field, Native.getDouble(at + field) + Native.getDouble(from + field) + more);
    }

    double field(long group, int field) {
        return Native.getDouble(at(group) + field);
    }

    /// What is accumulated has no value of its own: results refer to it.
    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        throw new AssertionError("sums of products are no aggregate");
    }

    /// Covariances with `ddof` degrees of freedom off; null for n <= ddof.
    record Covariance(DataType type, Covariances sums, double ddof) implements GroupResult {
        @Override
        public ArrayData result(Selection groups, Assembly assembly) {
            return Results.doubles(
                    type,
                    groups,
                    assembly,
                    group -> sums.field(group, XY) / (sums.field(group, 0) - ddof),
                    group -> sums.field(group, 0) > ddof);
        }
    }

    /// Pearson's correlations; null without rows, NaN where one of the two does not vary or no row has both.
    record Correlation(DataType type, Covariances sums, Counts rows) implements GroupResult {
        @Override
        public ArrayData result(Selection groups, Assembly assembly) {
            return Results.doubles(
                    type,
                    groups,
                    assembly,
                    group ->
                            sums.field(group, XY)
                                    / (Math.sqrt(sums.field(group, XX)) * Math.sqrt(sums.field(group, YY))),
                    group -> rows.get(group) > 0);
        }
    }

    @Override
    public void close() {
        fields.close();
        room.close();
    }
}
