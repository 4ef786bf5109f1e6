package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.kernel.sort.MovedRows;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Rows that have found their places, page by page. A page is given back when its last batch is.
final class MovedStream implements BatchStream {
    private final Schema schema;
    private final MovedRows moved;
    private final long rows;
    private final int batchRows;
    private long next;
    private boolean closed;

    /// Adopts the rows.
    MovedStream(Schema schema, MovedRows moved, long rows, int batchRows) {
        this.schema = schema;
        this.moved = moved;
        this.rows = rows;
        this.batchRows = batchRows;
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
        long count = MovedRows.together(next, Math.min(batchRows, rows - next));
        var columns = new ArrayList<Column>();
        try {
            for (int i = 0; i < schema.size(); i++) {
                columns.add(moved.column(i, next, count));
            }
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
        long last = next + count - 1;
        next += count;
        if (next == rows || MovedRows.together(last, 2) == 1) {
            moved.release(last);
        }
        return new Batch(schema, count, columns);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            moved.close();
        }
    }
}
