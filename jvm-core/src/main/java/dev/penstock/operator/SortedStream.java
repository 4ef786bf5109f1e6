package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// The rows of a table as they come, or from the last to the first: a sort of rows that were in order. No copy, or one
/// batch at a time.
final class SortedStream implements BatchStream {
    private final SortTable table;
    private final boolean reversed;
    private final Allocator allocator;
    private final int batchRows;
    private int piece;
    private long done;

    /// Adopts the table.
    SortedStream(SortTable table, boolean reversed, Allocator allocator, int batchRows) {
        this.table = table;
        this.reversed = reversed;
        this.allocator = allocator;
        this.batchRows = batchRows;
    }

    @Override
    public Schema schema() {
        return table.schema();
    }

    @Override
    public synchronized @Nullable Batch next() {
        while (piece < table.pieces()) {
            int index = reversed ? table.pieces() - 1 - piece : piece;
            long rows = table.rows(index);
            if (done < rows) {
                long count = Math.min(batchRows, rows - done);
                long from = reversed ? rows - done - count : done;
                done += count;
                return reversed ? backwards(table.batch(index, from, count)) : table.batch(index, from, count);
            }
            piece++;
            done = 0;
        }
        return null;
    }

    private Batch backwards(Batch batch) {
        long rows = batch.rows();
        var columns = new ArrayList<Column>();
        try (batch;
                Block numbers = allocator.allocate(Selection.bytes(rows))) {
            for (long i = 0; i < rows; i++) {
                Native.putInt(numbers.address() + (i << 2), (int) (rows - 1 - i));
            }
            var order = new Selection(numbers.address(), rows);
            batch.columns().forEach(column -> columns.add(Gather.column(column, order, allocator)));
            return new Batch(batch.schema(), rows, columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        piece = table.pieces();
        table.close();
    }
}
