package dev.penstock.operator;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.KeyHashes;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Rows of one worker that wait for those of the others, sorted into parts by the hashes of their keys: batch by batch,
/// while a batch is in the cache.
final class HashedRows implements AutoCloseable {
    /// @param starts where the rows of each part begin, and the end
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Piece(Batch batch, int[] starts, long sequence, long place) {}

    /// Takes rows.
    interface Sink {
        /// @param batch stays the caller's
        /// @param sequence where it stands in the input
        void add(Batch batch, long sequence);
    }

    private final List<Integer> keys;
    private final Set<Integer> wanted;
    private final Allocator allocator;
    private final List<Piece> pieces = new ArrayList<>();
    private long rows;

    /// @param keys the columns whose values decide about the part
    /// @param wanted all columns that will be looked at; others need not have their rows in order
    HashedRows(List<Integer> keys, Set<Integer> wanted, Allocator allocator) {
        this.keys = keys;
        this.wanted = wanted;
        this.allocator = allocator;
    }

    /// Adds the rows of a batch, which stays the caller's.
    ///
    /// @param place of the first row
    void add(Batch batch, long sequence, long place) {
        int count = Math.toIntExact(batch.rows());
        if (count == 0) {
            return;
        }
        var columns = new ArrayList<Column>();
        try (HashOrder order = order(batch, count)) {
            for (int i = 0; i < batch.schema().size(); i++) {
                Column column = batch.column(i);
                columns.add(wanted.contains(i) ? Gather.column(column, order.all(), allocator) : column.share());
            }
            pieces.add(new Piece(new Batch(batch.schema(), count, columns), order.starts(), sequence, place));
            rows += count;
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    private HashOrder order(Batch batch, int count) {
        List<ArrayData> data = keys.stream().map(key -> batch.column(key).data()).toList();
        try (Block hashes = allocator.allocate((long) count << 3)) {
            KeyHashes.write(data, count, hashes.address());
            return HashOrder.of(hashes.address(), count, allocator);
        }
    }

    /// How many rows there are.
    long rows() {
        return rows;
    }

    /// Hands over the rows of a part, in the order of the input.
    void part(int part, Sink to) {
        for (Piece piece : pieces) {
            int from = piece.starts[part];
            int count = piece.starts[part + 1] - from;
            if (count > 0) {
                try (Batch rows = piece.batch.slice(from, count)) {
                    to.add(rows, piece.sequence);
                }
            }
        }
    }

    /// Writes all rows to the disk, and has none afterwards. Rows that may be of one group keep their order.
    void moveTo(PlacedParts disk, int worker) {
        try {
            pieces.forEach(piece -> disk.add(worker, piece.batch, piece.place));
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        pieces.forEach(piece -> piece.batch.close());
        pieces.clear();
        rows = 0;
    }
}
