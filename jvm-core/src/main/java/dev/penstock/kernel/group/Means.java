package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.type.DataType;

/// The means of values; null of nothing. Points in time and durations are cut to a whole unit.
///
/// @param unit how many units of the result make one of the argument
record Means(DataType type, Totals sums, double unit, ValueCounts counts) implements GroupResult {
    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        Results.Test known = group -> counts.get(group) > 0;
        return type.isFloat()
                ? Results.doubles(type, groups, assembly, this::mean, known)
                : Results.longs(type, groups, assembly, group -> (long) (mean(group) * unit), known);
    }

    private double mean(long group) {
        return sums.get(group) / counts.get(group);
    }
}
