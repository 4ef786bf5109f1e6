package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
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
import dev.penstock.type.Types;

/// The smallest or largest floats; null of nothing. NaN either counts only when there is nothing else, or whenever
/// there is one. The largest are the smallest of the numbers with the opposite sign.
final class DoubleExtremes implements WindowAccumulator {
    private static final byte SOMETHING = 1;
    private static final byte NUMBER = 2;

    private final DataType type;
    private final double sign;
    private final boolean nanWins;
    private final Slots least;
    private final Slots seen;

    /// @param largest whether the largest are wanted
    /// @param nanWins whether one NaN makes the result NaN
    DoubleExtremes(DataType type, boolean largest, boolean nanWins, Allocator allocator) {
        this.type = type;
        this.sign = largest ? -1.0 : 1.0;
        this.nanWins = nanWins;
        this.least = Slots.doubles(allocator, Double.POSITIVE_INFINITY);
        this.seen = Slots.flags(allocator);
    }

    @Override
    public void grow(long groups) {
        least.grow(groups);
        seen.grow(groups);
    }

    @Override
    public void add(GroupedColumn rows) {
        if (rows.only() >= 0) {
            reduce(rows.only(), rows.packed(rows.doubles()), rows.validCount());
        } else if (nanWins) {
            scatterNan(rows.valid(), rows.doubles(), rows.rows());
        } else {
            scatter(rows.valid(), rows.doubles(), rows.rows());
        }
    }

    private void scatter(long ids, long values, long rows) {
        long to = least.address();
        long marks = seen.address();
        for (long row = 0; row < rows; row++) {
            long group = Native.getInt(ids + (row << 2));
            long at = to + (group << 3);
            double value = Native.getDouble(values + (row << 3)) * sign;
            // Branches for the reasons given at LongExtremes.
            if (value < Native.getDouble(at)) {
                Native.putDouble(at, value);
            } else if (!(value < Double.POSITIVE_INFINITY)) {
                int mark = Native.getByte(marks + group) | (Double.isNaN(value) ? SOMETHING : NUMBER);
                Native.putByte(marks + group, (byte) mark);
            }
        }
    }

    private void scatterNan(long ids, long values, long rows) {
        long to = least.address();
        long marks = seen.address();
        for (long row = 0; row < rows; row++) {
            long group = Native.getInt(ids + (row << 2));
            long at = to + (group << 3);
            double value = Native.getDouble(values + (row << 3)) * sign;
            // Once there is a NaN nothing is smaller than it, so it stays.
            if (value < Native.getDouble(at) || Double.isNaN(value)) {
                Native.putDouble(at, value);
            } else if (value == Double.POSITIVE_INFINITY) {
                Native.putByte(marks + group, NUMBER);
            }
        }
    }

    private void reduce(int group, long values, long rows) {
        double smallest = Double.POSITIVE_INFINITY;
        long nans = 0;
        for (long row = 0; row < rows; row++) {
            double value = Native.getDouble(values + (row << 3)) * sign;
            nans += Double.isNaN(value) ? 1 : 0;
            smallest = value < smallest ? value : smallest;
        }
        if (rows > 0) {
            byte mark = nans == rows ? SOMETHING : NUMBER;
            offer(group, nanWins && nans > 0 ? Double.NaN : smallest, mark);
        }
    }

    private void offer(int group, double value, byte mark) {
        seen.putByte(group, (byte) (seen.getByte(group) | mark));
        if (value < least.getDouble(group) || Double.isNaN(value)) {
            least.putDouble(group, value);
        }
    }

    /// What the group has. A number is marked only when the value that a group starts with could hide it.
    private byte mark(long group) {
        boolean plain = least.getDouble(group) != Double.POSITIVE_INFINITY;
        return (byte) (seen.getByte(group) | (plain ? NUMBER : 0));
    }

    /// @throws AssertionError if one NaN is to make the result NaN
    @Override
    public void addWindows(Lanes lanes, SlidingWindows windows, Allocator allocator) {
        if (nanWins) {
            throw new AssertionError("windows know extremes of numbers only");
        }
        try (Block room = allocator.allocate(SlidingExtremes.bytes(windows));
                Block counts = allocator.allocate(windows.count() << 3)) {
            SlidingExtremes.doubles(lanes, sign, windows, least.address(), room.address());
            SlidingCounts.flags(lanes, windows, seen.address(), counts.address());
            settle(windows.count());
        }
    }

    /// Makes of flags and values what merging and the result know.
    private void settle(long groups) {
        for (long group = 0; group < groups; group++) {
            if (Double.isNaN(least.getDouble(group))) {
                least.putDouble(group, Double.POSITIVE_INFINITY);
            } else if (seen.getByte(group) != 0) {
                seen.putByte(group, NUMBER);
            }
        }
    }

    @Override
    public void merge(Accumulator other, Selection from, long to) {
        var same = (DoubleExtremes) other;
        for (long i = 0; i < from.count(); i++) {
            int group = from.row(i);
            offer(Native.getInt(to + (i << 2)), same.least.getDouble(group), same.mark(group));
        }
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        Results.Test known = group -> mark(group) != 0;
        if (type.equals(Types.FLOAT64)) {
            Buffer values = assembly.buffer(groups.count() << 3);
            long without = write(groups, values.address());
            return Results.column(type, groups, assembly, values, without == 0 ? Results.ALL : known);
        }
        return Results.doubles(
                type,
                groups,
                assembly,
                group -> (mark(group) & NUMBER) != 0 ? least.getDouble(group) * sign : Double.NaN,
                known);
    }

    /// Writes the groups' values in one loop that calls nobody; how many have none.
    private long write(Selection groups, long to) {
        long from = least.address();
        long marks = seen.address();
        long without = 0;
        for (long i = 0; i < groups.count(); i++) {
            long group = groups.row(i);
            double value = Native.getDouble(from + (group << 3));
            int mark = Native.getByte(marks + group) | (value != Double.POSITIVE_INFINITY ? NUMBER : 0);
            without += mark == 0 ? 1 : 0;
            Native.putDouble(to + (i << 3), (mark & NUMBER) != 0 ? value * sign : Double.NaN);
        }
        return without;
    }

    @Override
    public void close() {
        least.close();
        seen.close();
    }
}
