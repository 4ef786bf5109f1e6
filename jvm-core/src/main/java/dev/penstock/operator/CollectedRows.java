package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.kernel.Concatenate;
import dev.penstock.kernel.Empty;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Lease;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows that workers bring, kept until all are there: for what must see them in one piece, as a sort and the build
/// of a join do.
final class CollectedRows implements AutoCloseable {
    /// @param morsel where the batch stands in the input
    record Piece(long morsel, Batch batch) {}

    private final Schema schema;
    private final List<List<Piece>> workers = new ArrayList<>();

    CollectedRows(Schema schema, int threads) {
        this.schema = schema;
        for (int worker = 0; worker < threads; worker++) {
            workers.add(new ArrayList<>());
        }
    }

    /// Keeps a batch, which moves in. Many workers call at once, each with a number of its own.
    void add(int worker, long morsel, Batch batch) {
        if (batch.rows() == 0) {
            batch.close();
        } else {
            workers.get(worker).add(new Piece(morsel, batch));
        }
    }

    long rows() {
        return workers.stream().flatMap(List::stream).mapToLong(piece -> piece.batch.rows()).sum();
    }

    /// The batches in the order of the input; they move to the caller.
    List<Batch> take() {
        List<Batch> batches =
                workers.stream()
                        .flatMap(List::stream)
                        // One worker brings all batches of a morsel, in their order, which the sort keeps.
                        .sorted(Comparator.comparingLong(Piece::morsel))
                        .map(Piece::batch)
                        .toList();
        workers.forEach(List::clear);
        return batches;
    }

    /// The batches of one worker, in the order in which they came; they move to the caller.
    List<Piece> take(int worker) {
        var pieces = List.copyOf(workers.get(worker));
        workers.get(worker).clear();
        return pieces;
    }

    /// All rows in the order of the input as one batch, for the caller; this keeps none. Rows that lie behind one
    /// another in memory already are not copied; others are, column by column side by side.
    Batch takeAll(Tasks tasks, Allocator allocator) {
        List<Batch> batches = take();
        @Nullable Column[] columns = new @Nullable Column[schema.size()];
        try {
            if (batches.isEmpty()) {
                return none();
            }
            var work = new ArrayList<Runnable>();
            for (int i = 0; i < columns.length; i++) {
                int index = i;
                work.add(() ->
                        columns[index] =
                                Concatenate.columns(
                                        batches.stream().map(batch -> batch.column(index)).toList(), allocator));
            }
            tasks.run(work);
            return new Batch(schema, batches.stream().mapToLong(Batch::rows).sum(), List.of(columns));
        } catch (Throwable e) {
            for (Column column : columns) {
                if (column != null) {
                    column.close();
                }
            }
            throw e;
        } finally {
            batches.forEach(Batch::close);
        }
    }

    private Batch none() {
        return new Batch(
                schema,
                0,
                schema.fields().stream().map(field -> Column.adopt(Empty.array(field.type()), Lease.none())).toList());
    }

    @Override
    public void close() {
        take().forEach(Batch::close);
    }
}
