package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.type.DataType;

/// What a column of nothing but nulls comes to where the result has no other type.
record Nulls(DataType type) implements GroupResult {
    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        return ArrayData.flat(type, groups.count(), groups.count());
    }
}
