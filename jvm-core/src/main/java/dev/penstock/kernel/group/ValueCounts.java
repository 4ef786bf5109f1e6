package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.type.DataType;

/// How many values a group has that are not null.
record ValueCounts(DataType type, Counts rows, Counts nulls) implements GroupResult {
    long get(long group) {
        return rows.get(group) - nulls.get(group);
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        return Results.longs(type, groups, assembly, this::get, Results.ALL);
    }
}
