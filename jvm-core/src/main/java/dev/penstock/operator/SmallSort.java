package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.kernel.Concatenate;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.sort.RowSort;
import dev.penstock.kernel.sort.SortKey;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Few rows in order: their numbers are sorted, and batches gathered as they are asked for.
final class SmallSort implements BatchStream {
    private final Schema schema;
    private final List<Column> columns;
    private final Block numbers;
    private final long rows;
    private final Allocator allocator;
    private final int batchRows;
    private long next;
    private boolean closed;

    private SmallSort(
            Schema schema, List<Column> columns, Block numbers, long rows, Allocator allocator, int batchRows) {
        this.schema = schema;
        this.columns = columns;
        this.numbers = numbers;
        this.rows = rows;
        this.allocator = allocator;
        this.batchRows = batchRows;
    }

    /// The rows of `table`, which moves in, in order.
    static BatchStream sort(SortTable table, Allocator allocator, int batchRows) {
        var columns = new ArrayList<Column>();
        Block numbers = null;
        try (table) {
            for (List<Column> pieces : table.columns()) {
                columns.add(Concatenate.columns(pieces, allocator));
            }
            numbers = allocator.allocate(Selection.bytes(table.rows()));
            var keys = new ArrayList<SortKey>();
            for (int i = 0; i < table.orders().size(); i++) {
                keys.add(new SortKey(columns.get(table.keyColumn(i)).data(), table.orders().get(i)));
            }
            RowSort.order(keys, table.rows(), table.ranks(), numbers.address(), allocator);
            return new SmallSort(table.schema(), columns, numbers, table.rows(), allocator, batchRows);
        } catch (Throwable e) {
            Column.closeAll(columns);
            if (numbers != null) {
                numbers.close();
            }
            throw e;
        }
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable Batch next() {
        if (closed || next == rows) {
            return null;
        }
        long count = Math.min(batchRows, rows - next);
        var chosen = new Selection(numbers.address() + Selection.bytes(next), count);
        var gathered = new ArrayList<Column>();
        try {
            for (int i = 0; i < schema.size(); i++) {
                gathered.add(Gather.column(columns.get(i), chosen, allocator));
            }
        } catch (Throwable e) {
            Column.closeAll(gathered);
            throw e;
        }
        next += count;
        return new Batch(schema, count, gathered);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Column.closeAll(columns);
            numbers.close();
        }
    }
}
