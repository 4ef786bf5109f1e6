package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// Products; 1 of nothing. Those of integers wrap around.
final class Products implements Accumulator {
    private final DataType type;
    private final boolean floats;
    private final Slots products;

    Products(DataType type, Allocator allocator) {
        this.type = type;
        this.floats = type.isFloat();
        this.products = floats ? Slots.doubles(allocator, 1) : Slots.longs(allocator, 1);
    }

    @Override
    public void grow(long groups) {
        products.grow(groups);
    }

    @Override
    public void add(GroupedColumn rows) {
        if (floats) {
            doubles(rows.valid(), rows.doubles(), rows.rows());
        } else {
            longs(rows.valid(), rows.longs(), rows.rows());
        }
    }

    private void doubles(long ids, long values, long rows) {
        long to = products.address();
        for (long row = 0; row < rows; row++) {
            long at = to + ((long) Native.getInt(ids + (row << 2)) << 3);
            Native.putDouble(at, Native.getDouble(at) * Native.getDouble(values + (row << 3)));
        }
    }

    private void longs(long ids, long values, long rows) {
        long to = products.address();
        for (long row = 0; row < rows; row++) {
            long at = to + ((long) Native.getInt(ids + (row << 2)) << 3);
            Native.putLong(at, Native.getLong(at) * Native.getLong(values + (row << 3)));
        }
    }

    @Override
    public void merge(Accumulator other, Selection from, long to) {
        Slots more = ((Products) other).products;
        for (long i = 0; i < from.count(); i++) {
            int group = Native.getInt(to + (i << 2));
            if (floats) {
                products.putDouble(group, products.getDouble(group) * more.getDouble(from.row(i)));
            } else {
                products.putLong(group, products.getLong(group) * more.getLong(from.row(i)));
            }
        }
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        return floats
                ? Results.doubles(type, groups, assembly, products::getDouble, Results.ALL)
                : Results.longs(type, groups, assembly, products::getLong, Results.ALL);
    }

    @Override
    public void close() {
        products.close();
    }
}
