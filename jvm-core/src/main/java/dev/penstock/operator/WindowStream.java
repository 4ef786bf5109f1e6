package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Columns side by side, each of them in pieces of its own, as batches. No copy.
final class WindowStream implements BatchStream {
    /// How far a column is read: up to `row` of piece `piece`.
    private static final class Cursor {
        private int piece;
        private long row;
    }

    private final Schema schema;
    private final List<List<Column>> columns;
    private final List<Cursor> cursors = new ArrayList<>();
    private final long rows;
    private final int batchRows;
    private long done;
    private boolean closed;

    /// Adopts the columns.
    ///
    /// @param columns for each field of the schema its pieces, of `rows` rows together
    WindowStream(Schema schema, List<List<Column>> columns, long rows, int batchRows) {
        this.schema = schema;
        this.columns = columns;
        this.rows = rows;
        this.batchRows = batchRows;
        columns.forEach(_ -> cursors.add(new Cursor()));
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable Batch next() {
        if (closed || done == rows) {
            return null;
        }
        long count = Math.min(batchRows, rows - done);
        for (int i = 0; i < columns.size(); i++) {
            count = Math.min(count, left(columns.get(i), cursors.get(i)));
        }
        var cut = new ArrayList<Column>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            Cursor at = cursors.get(i);
            cut.add(columns.get(i).get(at.piece).slice(at.row, count));
            at.row += count;
        }
        done += count;
        return new Batch(schema, count, cut);
    }

    /// How many rows the current piece has left; goes to the next one when there are none.
    private static long left(List<Column> pieces, Cursor at) {
        while (at.row == pieces.get(at.piece).length()) {
            at.piece++;
            at.row = 0;
        }
        return pieces.get(at.piece).length() - at.row;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            columns.forEach(Column::closeAll);
        }
    }
}
