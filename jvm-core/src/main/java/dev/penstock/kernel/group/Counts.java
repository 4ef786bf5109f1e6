package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// How many rows a group has, how many values, or how many nulls.
final class Counts implements Accumulator {
    /// What counts.
    enum What {
        ROWS,
        VALUES,
        NULLS
    }

    private final What what;
    private final DataType type;
    private final Slots counts;

    /// @param type an integer, or a boolean for whether there is one at all
    Counts(What what, DataType type, Allocator allocator) {
        this.what = what;
        this.type = type;
        this.counts = Slots.longs(allocator, 0);
    }

    @Override
    public void grow(long groups) {
        counts.grow(groups);
    }

    @Override
    public void add(GroupedColumn rows) {
        if (rows.only() >= 0) {
            long count =
                    switch (what) {
                        case ROWS -> rows.chosenRows().count();
                        case VALUES -> rows.validCount();
                        case NULLS -> rows.hasNulls() ? rows.chosenRows().count() - rows.validCount() : 0;
                    };
            counts.putLong(rows.only(), counts.getLong(rows.only()) + count);
            return;
        }
        switch (what) {
            case ROWS -> count(rows.chosen(), rows.rows(), 1);
            case VALUES -> count(rows.valid(), rows.rows(), 1);
            case NULLS -> {
                if (rows.hasNulls()) {
                    count(rows.chosen(), rows.rows(), 1);
                    count(rows.valid(), rows.rows(), -1);
                }
            }
        }
    }

    private void count(long ids, long rows, long step) {
        long to = counts.address();
        for (long row = 0; row < rows; row++) {
            long at = to + ((long) Native.getInt(ids + (row << 2)) << 3);
            Native.putLong(at, Native.getLong(at) + step);
        }
    }

    long get(long group) {
        return counts.getLong(group);
    }

    @Override
    public void merge(Accumulator other, Selection from, long to) {
        Slots more = ((Counts) other).counts;
        for (long i = 0; i < from.count(); i++) {
            int group = Native.getInt(to + (i << 2));
            counts.putLong(group, counts.getLong(group) + more.getLong(from.row(i)));
        }
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        return Results.longs(type, groups, assembly, counts::getLong, Results.ALL);
    }

    @Override
    public void close() {
        counts.close();
    }
}
