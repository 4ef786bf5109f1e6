package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.type.Schema;
import org.jspecify.annotations.Nullable;

/// A stream whose batches have no more than a number of rows. No copy.
final class SlicedStream implements BatchStream {
    private final BatchStream input;
    private final int most;
    private @Nullable Batch batch;
    private long done;

    /// Adopts the input.
    SlicedStream(BatchStream input, int most) {
        this.input = input;
        this.most = most;
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public synchronized @Nullable Batch next() {
        while (batch == null || done == batch.rows()) {
            drop();
            batch = input.next();
            if (batch == null) {
                return null;
            }
        }
        long count = Math.min(most, batch.rows() - done);
        done += count;
        return batch.slice(done - count, count);
    }

    private void drop() {
        if (batch != null) {
            batch.close();
            batch = null;
        }
        done = 0;
    }

    @Override
    public synchronized void close() {
        input.close();
        drop();
    }
}
