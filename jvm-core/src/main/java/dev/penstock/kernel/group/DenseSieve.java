package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.type.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets the first row of each value through, for one column of values that lie close to each other. It lets through
/// exactly those, so rows that it has passed are all different.
public final class DenseSieve implements Sieve {
    private final DenseRows rows;
    private final Block marks;
    private long seen;
    private long passed;

    public DenseSieve(Allocator allocator) {
        rows = new DenseRows(0, allocator);
        try {
            marks = allocator.allocate(GroupedColumn.MOST_ROWS);
        } catch (Throwable e) {
            rows.close();
            throw e;
        }
    }

    public static boolean handles(List<DataType> types, Kept kept) {
        return kept == Kept.FIRST && types.size() == 1 && DenseRows.handles(types.getFirst());
    }

    @Override
    public @Nullable Selection pass(List<ArrayData> columns, long to) {
        ArrayData values = columns.getFirst();
        if (!rows.mark(values, marks.address())) {
            return null;
        }
        Selection passing = Selection.marked(marks.address(), values.length(), to);
        seen += values.length();
        passed += passing.count();
        return passing;
    }

    /// What it costs is little, so it may see as many rows as there could be values before it is asked.
    @Override
    public boolean isUseless() {
        return seen > rows.range() && 8 * passed > 7 * seen;
    }

    @Override
    public void close() {
        rows.close();
        marks.close();
    }
}
