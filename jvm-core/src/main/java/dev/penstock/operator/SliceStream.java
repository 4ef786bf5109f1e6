package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.type.Schema;
import org.jspecify.annotations.Nullable;

/// Rows `offset` to `offset + length` of a stream, which is stopped as soon as nothing more is wanted of it.
final class SliceStream implements BatchStream {
    private final BatchStream input;
    private long skip;
    private long left;

    /// Adopts the input.
    ///
    /// @param offset not negative
    SliceStream(BatchStream input, long offset, long length) {
        this.input = input;
        this.skip = offset;
        this.left = length;
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public @Nullable Batch next() {
        while (left > 0) {
            Batch batch = input.next();
            if (batch == null) {
                left = 0;
                break;
            }
            try (batch) {
                if (skip >= batch.rows()) {
                    skip -= batch.rows();
                    continue;
                }
                long count = Math.min(left, batch.rows() - skip);
                Batch slice = batch.slice(skip, count);
                skip = 0;
                left -= count;
                if (left == 0) {
                    input.close();
                }
                return slice;
            }
        }
        input.close();
        return null;
    }

    @Override
    public void close() {
        input.close();
    }
}
