package dev.penstock.column;

import dev.penstock.type.Schema;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Batches of one schema, one after the other. One thread at a time pulls; closing stops the producer.
public interface BatchStream extends AutoCloseable {
    Schema schema();

    /// The next batch, which the caller owns, or null at the end. May wait for the producer.
    ///
    /// @throws dev.penstock.error.PenstockException when the producer failed or was cancelled; the stream is then over
    @Nullable Batch next();

    /// Gives back what the stream holds. May be called twice, from any thread, and before the end.
    @Override
    void close();

    /// A stream that hands out `batches`, which it adopts.
    static BatchStream of(Schema schema, List<Batch> batches) {
        var left = new ArrayDeque<>(batches);
        return new BatchStream() {
            @Override
            public Schema schema() {
                return schema;
            }

            @Override
            public synchronized @Nullable Batch next() {
                return left.poll();
            }

            @Override
            public synchronized void close() {
                left.forEach(Batch::close);
                left.clear();
            }
        };
    }
}
