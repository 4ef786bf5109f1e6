package dev.penstock.evaluate;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.function.Cancellation;
import dev.penstock.kernel.ByteArena;
import dev.penstock.kernel.Relayout;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which rows are being computed: a range of a batch, perhaps a selection of it, and of these one chunk. Each worker
/// has one of its own.
final class Rows implements AutoCloseable {
    private static final long ALIGNMENT = 64;

    private final Allocator allocator;
    private final ByteArena arena;
    private final Cancellation cancellation;
    private final List<Column> kept = new ArrayList<>();
    private @Nullable Batch batch;
    private @Nullable ArrayData @Nullable [] columns;
    private long first;
    private int range;
    private @Nullable Selection selection;
    private int from;
    private int count;
    private long batchStamp;
    private long stamp;

    Rows(Allocator allocator, Cancellation cancellation) {
        this.allocator = allocator;
        this.arena = new ByteArena(allocator);
        this.cancellation = cancellation;
    }

    /// The address of `bytes` bytes of any content, aligned by 64, until these rows are closed.
    long room(long bytes) {
        return arena.room((bytes + ALIGNMENT - 1) & -ALIGNMENT);
    }

    /// Keeps a column, which moves in, for as long as the batch is looked at.
    void keep(Column column) {
        kept.add(column);
    }

    /// Looks at rows `start` to `start + rows` of `next`, which must outlive the look.
    void enter(Batch next, long start, int rows) {
        batch = next;
        columns = new ArrayData[next.columns().size()];
        first = start;
        range = rows;
        selection = null;
        batchStamp++;
        stamp++;
    }

    /// Forgets the batch.
    void leave() {
        Column.closeAll(kept);
        kept.clear();
        batch = null;
        columns = null;
        selection = null;
    }

    /// Looks at no other rows than these, which are numbered from the start of the range on.
    void select(Selection rows) {
        selection = rows;
        stamp++;
    }

    /// Looks at `n` rows from row `start` of the range or the selection on.
    void chunk(int start, int n) {
        from = start;
        count = n;
        stamp++;
    }

    /// How many rows all chunks together have.
    int total() {
        return selection == null ? range : (int) selection.count();
    }

    int count() {
        return count;
    }

    int from() {
        return from;
    }

    @Nullable Selection selection() {
        return selection;
    }

    Allocator allocator() {
        return allocator;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    /// Changes with each batch.
    long batchStamp() {
        return batchStamp;
    }

    /// Changes with each chunk.
    long stamp() {
        return stamp;
    }

    /// Column `index` of the range, for another owner. No copy.
    Column range(int index) {
        return batch().column(index).slice(first, range);
    }

    /// Column `index` of the range, behind no dictionary and no runs.
    ArrayData column(int index) {
        @Nullable ArrayData[] all = columns;
        if (all == null) {
            throw new AssertionError("no batch");
        }
        ArrayData known = all[index];
        if (known == null) {
            known = plain(index);
            all[index] = known;
        }
        return known;
    }

    private ArrayData plain(int index) {
        ArrayData data = batch().column(index).data().slice(first, range);
        if (!(data.type() instanceof DataType.Dictionary || data.type() instanceof DataType.RunEndEncoded)) {
            return data;
        }
        try (Column encoded = range(index)) {
            Column plain = Relayout.column(encoded, data.type().logical(), allocator);
            keep(plain);
            return plain.data();
        }
    }

    private Batch batch() {
        Batch current = batch;
        if (current == null) {
            throw new AssertionError("no batch");
        }
        return current;
    }

    @Override
    public void close() {
        leave();
        arena.close();
    }
}
