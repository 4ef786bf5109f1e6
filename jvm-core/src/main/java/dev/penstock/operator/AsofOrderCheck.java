package dev.penstock.operator;

import dev.penstock.bind.BoundPlan.AsofJoin;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.Schema;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The rows of an as-of join, once it is seen that the left ones come in order within their groups. Groups that the
/// right side does not have are not looked at: whatever their order, they have no partner.
final class AsofOrderCheck implements BatchStream {
    private final BatchStream joined;
    private final AsofJoin join;
    private final AsofBuild build;
    private final Allocator allocator;
    private final int[] columns;
    private @Nullable Block last;
    private long seen;
    private boolean closed;

    /// Adopts the stream, which closes the build.
    ///
    /// @param joined with the columns of [AsofStage]
    AsofOrderCheck(BatchStream joined, AsofJoin join, AsofBuild build, Allocator allocator) {
        this.joined = joined;
        this.join = join;
        this.build = build;
        this.allocator = allocator;
        columns = IntStream.range(0, join.schema().size()).toArray();
    }

    @Override
    public Schema schema() {
        return join.schema();
    }

    @Override
    public @Nullable Batch next() {
        Batch batch = joined.next();
        if (batch == null) {
            return null;
        }
        try (batch) {
            synchronized (this) {
                if (closed) {
                    return null;
                }
                if (last == null) {
                    // No word is less than 0. One group more than there are rows, for there is one of nothing.
                    last = allocator.allocateZeroed((build.rowCount() + 1) << 3);
                }
                check(batch, last.address());
            }
            return batch.select(schema(), columns);
        }
    }

    private void check(Batch batch, long words) {
        ArrayData groupsData = batch.column(columns.length).data();
        ArrayData keysData = batch.column(columns.length + 1).data();
        long groups = groupsData.buffer(1).address() + (groupsData.offset() << 2);
        long keys = keysData.buffer(1).address() + (keysData.offset() << 3);
        for (long row = 0; row < batch.rows(); row++) {
            long group = Native.getInt(groups + (row << 2));
            if (group >= 0) {
                long word = Native.getLong(keys + (row << 3));
                if (Long.compareUnsigned(word, Native.getLong(words + (group << 3))) < 0) {
                    throw new PenstockException(ErrorCode.SORT_REQUIRED, AsofJoin.unsorted("left") + (seen + row));
                }
                Native.putLong(words + (group << 3), word);
            }
        }
        seen += batch.rows();
    }

    @Override
    public void close() {
        joined.close();
        synchronized (this) {
            closed = true;
            if (last != null) {
                last.close();
                last = null;
            }
        }
    }
}
