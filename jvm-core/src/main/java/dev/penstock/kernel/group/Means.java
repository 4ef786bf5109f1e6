package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.type.DataType;

/// The means of values; null of nothing.
record Means(DataType type, DoubleSums sums, ValueCounts counts) implements GroupResult {
    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        return Results.doubles(
                type, groups, assembly, group -> sums.get(group) / counts.get(group), group -> counts.get(group) > 0);
    }
}
