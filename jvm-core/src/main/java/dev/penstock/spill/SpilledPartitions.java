package dev.penstock.spill;

import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// Rows on the disk in parts, of which each is then worked on alone: a hash join's build and probe rows, the states of
/// groups, rows that may be equal. Many threads write at once; a part is read when all is written.
public final class SpilledPartitions implements AutoCloseable {
    private final Schema schema;
    private final Allocator allocator;
    private final List<SpilledRows> parts = new ArrayList<>();

    SpilledPartitions(SpillSpace space, String owner, Schema schema, int count) {
        this.schema = schema;
        this.allocator = space.allocator();
        for (int i = 0; i < count; i++) {
            parts.add(space.rows(owner, schema));
        }
    }

    public int count() {
        return parts.size();
    }

    /// The rows of one part.
    public SpilledRows part(int index) {
        return parts.get(index);
    }

    public long rows() {
        return parts.stream().mapToLong(SpilledRows::rows).sum();
    }

    public long bytes() {
        return parts.stream().mapToLong(SpilledRows::bytes).sum();
    }

    /// Adds the rows of a batch, which stays the caller's, each to the part that its hash names. Batches of many rows
    /// make files that are read fast: a part gets what is its own of each.
    ///
    /// @param hashes eight bytes for each row, as [dev.penstock.kernel.KeyHashes] makes them
    /// @param split as many parts as there are here
    /// @throws dev.penstock.error.PenstockException as [SpilledRows#write(Batch)] does
    public void add(Batch batch, long hashes, HashParts split) {
        try (Block numbers = allocator.allocate(Selection.bytes(batch.rows()))) {
            long[] starts = split.split(hashes, batch.rows(), numbers.address());
            for (int part = 0; part < split.count(); part++) {
                long count = starts[part + 1] - starts[part];
                if (count > 0) {
                    var rows = new Selection(numbers.address() + Selection.bytes(starts[part]), count);
                    try (Batch chosen = gather(batch, rows)) {
                        parts.get(part).write(chosen);
                    }
                }
            }
        }
    }

    private Batch gather(Batch batch, Selection rows) {
        var columns = new ArrayList<Column>();
        try {
            batch.columns().forEach(column -> columns.add(Gather.column(column, rows, allocator)));
            return new Batch(schema, rows.count(), columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    /// Ends the writing of all parts. Reading a part ends it too.
    public void seal() {
        parts.forEach(SpilledRows::seal);
    }

    /// Removes what is left of the parts.
    @Override
    public void close() {
        parts.forEach(SpilledRows::close);
    }
}
