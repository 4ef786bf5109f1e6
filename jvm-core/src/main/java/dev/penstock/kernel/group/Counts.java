package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.window.Lanes;
import dev.penstock.kernel.window.SlidingCounts;
import dev.penstock.kernel.window.SlidingWindows;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// How many rows a group has, or how many nulls. How many values it has is the difference: so the rows are counted once
/// for all aggregates, and the nulls only where there are any.
final class Counts implements WindowAccumulator {
    private final boolean nulls;
    private final DataType type;
    private final Slots counts;

    /// @param nulls whether only nulls count
    /// @param type an integer, or a boolean for whether there is one at all
    Counts(boolean nulls, DataType type, Allocator allocator) {
        this.nulls = nulls;
        this.type = type;
        this.counts = Slots.longs(allocator, 0);
    }

    @Override
    public void grow(long groups) {
        counts.grow(groups);
    }

    @Override
    public void add(GroupedColumn rows) {
        if (nulls && !rows.hasNulls()) {
            return;
        }
        if (rows.only() >= 0) {
            long count = rows.chosenRows().count() - (nulls ? rows.validCount() : 0);
            counts.putLong(rows.only(), counts.getLong(rows.only()) + count);
        } else {
            count(rows.chosen(), rows.rows(), 1);
            if (nulls) {
                count(rows.valid(), rows.rows(), -1);
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

    /// Where the count of group 0 lies, eight bytes each; until the next [#grow(long)].
    long address() {
        return counts.address();
    }

    long get(long group) {
        return counts.getLong(group);
    }

    /// Counts what is flagged in the lanes.
    @Override
    public void addWindows(Lanes lanes, SlidingWindows windows, Allocator allocator) {
        SlidingCounts.run(lanes, windows, counts.address());
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
        return Results.longs(type, groups, assembly, counts.address(), Results.ALL);
    }

    @Override
    public void close() {
        counts.close();
    }
}
