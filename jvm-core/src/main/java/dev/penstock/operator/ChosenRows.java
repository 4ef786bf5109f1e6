package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.type.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Those rows of some batches that are marked. Batches of which all rows are wanted are not copied.
final class ChosenRows implements BatchStream {
    private final Schema schema;
    private final Deque<Batch> left;
    private final Block marks;
    private final Allocator allocator;
    private long done;

    /// Adopts the batches and the marks.
    ///
    /// @param marks a byte for each row, 1 for those that are wanted and 0 for others
    ChosenRows(Schema schema, List<Batch> batches, Block marks, Allocator allocator) {
        this.schema = schema;
        this.left = new ArrayDeque<>(batches);
        this.marks = marks;
        this.allocator = allocator;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable Batch next() {
        while (!left.isEmpty()) {
            try (Batch batch = left.remove();
                    Block numbers = allocator.allocate(Selection.bytes(batch.rows()))) {
                Selection chosen = Selection.marked(marks.address() + done, batch.rows(), numbers.address());
                done += batch.rows();
                if (chosen.count() > 0) {
                    return gather(batch, chosen, allocator);
                }
            }
        }
        return null;
    }

    /// Rows of `batch` in their order, for the caller.
    static Batch gather(Batch batch, Selection rows, Allocator allocator) {
        if (rows.count() == batch.rows()) {
            return batch.share();
        }
        var columns = new ArrayList<Column>();
        try {
            batch.columns().forEach(column -> columns.add(Gather.column(column, rows, allocator)));
            return new Batch(batch.schema(), rows.count(), columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        left.forEach(Batch::close);
        left.clear();
        marks.close();
    }
}
