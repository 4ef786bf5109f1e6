package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;

/// The means of values; null of nothing. Points in time and durations are cut to a whole unit.
///
/// @param unit how many units of the result make one of the argument
record Means(DataType type, Totals sums, double unit, ValueCounts counts) implements GroupResult {
    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        if (type.equals(Types.FLOAT64) && sums instanceof DoubleSums doubles) {
            return ofDoubles(doubles, groups, assembly);
        }
        Results.Test known = group -> counts.get(group) > 0;
        return type.isFloat()
                ? Results.doubles(type, groups, assembly, this::mean, known)
                : Results.longs(type, groups, assembly, group -> (long) (mean(group) * unit), known);
    }

    /// The same in one loop that calls nobody.
    private ArrayData ofDoubles(DoubleSums doubles, Selection groups, Assembly assembly) {
        long totals = doubles.address();
        long rows = counts.rows().address();
        long nulls = counts.nulls().address();
        Buffer values = assembly.buffer(groups.count() << 3);
        long to = values.address();
        long without = 0;
        for (long i = 0; i < groups.count(); i++) {
            long group = (long) groups.row(i) << 3;
            long count = Native.getLong(rows + group) - Native.getLong(nulls + group);
            without += count == 0 ? 1 : 0;
            Native.putDouble(to + (i << 3), Native.getDouble(totals + group) / (double) count);
        }
        Results.Test known = without == 0 ? Results.ALL : group -> counts.get(group) > 0;
        return Results.column(type, groups, assembly, values, known);
    }

    private double mean(long group) {
        return sums.get(group) / counts.get(group);
    }
}
