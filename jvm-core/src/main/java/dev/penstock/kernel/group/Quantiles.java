package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;
import java.util.List;

/// A quantile of the values of each group, NaN being the greatest; null of nothing. Numbers have theirs in float64,
/// points in time and durations are cut to a whole unit.
final class Quantiles implements PreparedResult {
    private final DataType type;
    private final DataType input;
    private final RowsByGroup rows;
    private final int column;
    private final double quantile;
    private final Interpolation interpolation;
    private final Slots values;
    private final Slots known;

    /// @param input what [SortableLongs] handles
    Quantiles(
            DataType type,
            DataType input,
            RowsByGroup rows,
            int column,
            double quantile,
            Interpolation interpolation,
            Allocator allocator) {
        this.type = type;
        this.input = input;
        this.rows = rows;
        this.column = column;
        this.quantile = quantile;
        this.interpolation = interpolation;
        this.values = Slots.doubles(allocator, 0);
        this.known = Slots.flags(allocator);
    }

    @Override
    public List<Runnable> prepare(int parts, Runnable check) {
        values.grow(rows.groups());
        known.grow(rows.groups());
        return new GroupWalk(rows, column, SortableLongs::write, this::visit).over(rows.ranges(parts), check);
    }

    private void visit(long group, long sortable, long count) {
        if (count == 0) {
            return;
        }
        long place = interpolation.lower(quantile, count);
        double value = SortableLongs.number(input, Quickselect.select(sortable, count, place));
        if (interpolation.needsUpper(quantile, count)) {
            double upper = SortableLongs.number(input, Quickselect.least(sortable, count, place + 1));
            value = interpolation.between(value, upper, quantile, count);
        }
        values.putDouble(group, value);
        known.putByte(group, (byte) 1);
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        Results.Test has = group -> known.getByte(group) != 0;
        if (type.isFloat()) {
            return Results.doubles(type, groups, assembly, values::getDouble, has);
        }
        double unit = Widening.unit(input);
        return Results.longs(type, groups, assembly, group -> (long) (values.getDouble(group) * unit), has);
    }

    @Override
    public void close() {
        values.close();
        known.close();
    }
}
