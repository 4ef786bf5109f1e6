package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.type.Schema;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// `length` rows of a stream from its `back`-last row on. Keeps the last `back` rows until the end is known.
///
/// A slice that begins before the first row loses the rows that are not there: the slice of 3 rows from the 5th last on
/// has two rows when the stream has four.
final class TailStream implements BatchStream {
    private final BatchStream input;
    private final long back;
    private final long length;
    private final ArrayDeque<Batch> kept = new ArrayDeque<>();
    private @Nullable BatchStream slice;
    private boolean closed;

    /// Adopts the input.
    ///
    /// @param back positive
    TailStream(BatchStream input, long back, long length) {
        this.input = input;
        this.back = back;
        this.length = length;
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public @Nullable Batch next() {
        BatchStream ready = slice == null ? read() : slice;
        return ready.next();
    }

    private BatchStream read() {
        long rows = 0;
        for (Batch batch = input.next(); batch != null; batch = input.next()) {
            rows += keep(batch);
            while (!kept.isEmpty() && rows - kept.getFirst().rows() >= back) {
                rows -= kept.getFirst().rows();
                kept.removeFirst().close();
            }
        }
        input.close();
        long missing = Math.max(0, back - rows);
        long count = length < 0 ? 0 : Math.max(0, length - missing);
        return adoptKept(Math.max(0, rows - back), count);
    }

    private synchronized long keep(Batch batch) {
        if (closed) {
            batch.close();
            return 0;
        }
        kept.addLast(batch);
        return batch.rows();
    }

    private synchronized BatchStream adoptKept(long skip, long count) {
        BatchStream made = new SliceStream(BatchStream.of(schema(), java.util.List.copyOf(kept)), skip, count);
        kept.clear();
        slice = made;
        return made;
    }

    @Override
    public synchronized void close() {
        closed = true;
        input.close();
        kept.forEach(Batch::close);
        kept.clear();
        if (slice != null) {
            slice.close();
        }
    }
}
