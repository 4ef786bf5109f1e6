package dev.penstock.duckdb;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.Schema;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Rows of ours that a query reads.
interface RowSource extends AutoCloseable {
    Schema schema();

    /// How many rows there are; less than 0 when nobody knows.
    long rows();

    /// How many threads may read at once.
    int threads();

    /// A pass over the rows, which threads share.
    Pass open();

    @Override
    void close();

    /// Hands out ranges of rows in order.
    interface Pass {
        /// The next rows, or null at the end. Thread-safe.
        @Nullable Range next();
    }

    /// Rows of a batch. The range owns the batch if `owned`.
    record Range(Batch batch, long from, long count, boolean owned) implements AutoCloseable {
        @Override
        public void close() {
            if (owned) {
                batch.close();
            }
        }
    }

    /// The rows of a frame, which stays its owner's and outlives the source.
    static RowSource of(Frame frame, int threads) {
        return new RowSource() {
            @Override
            public Schema schema() {
                return frame.schema();
            }

            @Override
            public long rows() {
                return frame.rows();
            }

            @Override
            public int threads() {
                return threads;
            }

            @Override
            public Pass open() {
                return new FramePass(frame);
            }

            @Override
            public void close() {}
        };
    }

    /// The rows of a stream, which the source adopts. They can be read once.
    static RowSource of(BatchStream stream) {
        return new RowSource() {
            private final AtomicBoolean read = new AtomicBoolean();

            @Override
            public Schema schema() {
                return stream.schema();
            }

            @Override
            public long rows() {
                return -1;
            }

            @Override
            public int threads() {
                return 1;
            }

            @Override
            public Pass open() {
                if (!read.compareAndSet(false, true)) {
                    throw new PenstockException(ErrorCode.INVALID_OPERATION, "the query reads a stream twice")
                            .hint("import the stream into a frame first");
                }
                return () -> {
                    Batch batch = stream.next();
                    return batch == null ? null : new Range(batch, 0, batch.rows(), true);
                };
            }

            @Override
            public void close() {
                stream.close();
            }
        };
    }

    /// Ranges of a frame: large enough that threads rarely meet, small enough that all have something to do.
    final class FramePass implements Pass {
        private static final long RANGE_ROWS = 60 * 2048;

        private final Frame frame;
        private int batch;
        private long row;

        FramePass(Frame frame) {
            this.frame = frame;
        }

        @Override
        public synchronized @Nullable Range next() {
            while (batch < frame.batches().size()) {
                Batch current = frame.batches().get(batch);
                long count = Math.min(RANGE_ROWS, current.rows() - row);
                if (count > 0) {
                    var range = new Range(current, row, count, false);
                    row += count;
                    return range;
                }
                batch++;
                row = 0;
            }
            return null;
        }
    }
}
