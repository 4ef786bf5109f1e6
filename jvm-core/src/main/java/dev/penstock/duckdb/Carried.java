package dev.penstock.duckdb;

import dev.penstock.column.Bitmap;
import dev.penstock.column.Column;
import dev.penstock.kernel.Concatenate;
import dev.penstock.kernel.Empty;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Values that DuckDB has no type for. They stay here, and DuckDB sees their numbers; a run keeps every column whose
/// rows got numbers until it is closed.
final class Carried implements AutoCloseable {
    private final TreeMap<Long, Column> columns = new TreeMap<>();
    private long next;
    private boolean closed;

    /// Keeps the column and returns the number of its first row; the others follow. The caller keeps its own share.
    synchronized long number(Column column) {
        if (closed) {
            throw new IllegalStateException("the run is over");
        }
        long first = next;
        columns.put(first, column.share());
        next += Math.max(1, column.length());
        return first;
    }

    /// The values behind numbers, as a column that the caller owns.
    ///
    /// @param numbers where they lie, eight bytes each
    Column values(DataType type, long numbers, Bitmap valid, Allocator allocator) {
        long rows = valid.length();
        var parts = new ArrayList<Column>();
        try {
            for (long row = 0; row < rows; ) {
                long run = row;
                Map.Entry<Long, Column> home = null;
                for (; run < rows; run++) {
                    if (!valid.get(run)) {
                        continue;
                    }
                    long number = Native.getLong(numbers + (run << 3));
                    if (home == null) {
                        home = home(number);
                    } else if (number < home.getKey() || number - home.getKey() >= home.getValue().length()) {
                        break;
                    }
                }
                parts.add(part(type, home, numbers, valid, row, run - row, allocator));
                row = run;
            }
            return parts.isEmpty() ? Empty.nulls(type, 0, allocator) : Concatenate.columns(parts, allocator);
        } finally {
            Column.closeAll(parts);
        }
    }

    private synchronized Map.Entry<Long, Column> home(long number) {
        Map.Entry<Long, Column> home = columns.floorEntry(number);
        if (home == null) {
            throw new IllegalStateException("nothing is carried under the number " + number);
        }
        return home;
    }

    private static Column part(
            DataType type,
            Map.@org.jspecify.annotations.Nullable Entry<Long, Column> home,
            long numbers,
            Bitmap valid,
            long from,
            long count,
            Allocator allocator) {
        if (home == null) {
            return Empty.nulls(type, count, allocator);
        }
        try (Block rows = allocator.allocate(Selection.bytes(count))) {
            for (long i = 0; i < count; i++) {
                int row =
                        valid.get(from + i) ? (int) (Native.getLong(numbers + ((from + i) << 3)) - home.getKey()) : -1;
                Native.putInt(rows.address() + (i << 2), row);
            }
            return Gather.column(home.getValue(), new Selection(rows.address(), count, true), allocator);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        Column.closeAll(List.copyOf(columns.values()));
        columns.clear();
    }
}
