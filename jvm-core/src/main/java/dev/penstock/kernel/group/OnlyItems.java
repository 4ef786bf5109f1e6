package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import java.util.List;

/// The only row of each group; an error where there are several, or none unless that is allowed.
record OnlyItems(RowsByGroup rows, Picks first, boolean allowEmpty) implements PreparedResult {
    @Override
    public List<Runnable> prepare(int parts, Runnable check) {
        return first.prepare(parts, check);
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        for (long i = 0; i < groups.count(); i++) {
            long count = rows.count(groups.row(i));
            if (count > 1 || (count == 0 && !allowEmpty)) {
                throw new PenstockException(ErrorCode.COMPUTE, "item() expects one value, got %,d".formatted(count));
            }
        }
        return first.result(groups, assembly);
    }

    @Override
    public void close() {
        first.close();
    }
}
