package dev.penstock.run;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.type.Schema;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Rows that several parts of a plan read. The first reader that wants one computes them all, and the others wait; the
/// last one takes them over, so that they go as it reads.
final class SharedRows implements AutoCloseable {
    private final Schema schema;
    private final Supplier<BatchStream> source;
    private final ReentrantLock lock = new ReentrantLock();
    private int readers;
    private @Nullable Frame rows;
    private @Nullable Throwable failure;
    private boolean closed;

    /// @param source opens the rows
    /// @param readers how many there will be
    SharedRows(Schema schema, Supplier<BatchStream> source, int readers) {
        this.schema = schema;
        this.source = source;
        this.readers = readers;
    }

    /// The rows for one of the readers, who closes them.
    BatchStream reader() {
        return new Reader();
    }

    private final class Reader implements BatchStream {
        private @Nullable BatchStream stream;
        private boolean left;

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public @Nullable Batch next() {
            BatchStream own = opened();
            return own == null ? null : own.next();
        }

        /// Null once it was closed.
        private @Nullable BatchStream opened() {
            synchronized (this) {
                if (left || stream != null) {
                    return stream;
                }
            }
            // Outside of the lock, which whoever closes this reader wants at once.
            BatchStream taken = take();
            synchronized (this) {
                if (left) {
                    taken.close();
                    return null;
                }
                stream = taken;
                return taken;
            }
        }

        @Override
        public synchronized void close() {
            left = true;
            if (stream != null) {
                stream.close();
            }
        }
    }

    private BatchStream take() {
        NodeCounter node = WorkClock.turnTo(null);
        lock.lock();
        try {
            WorkClock.turnTo(node);
            Frame all = collected();
            readers--;
            if (readers > 0) {
                return all.stream();
            }
            rows = null;
            return BatchStream.of(schema, all.batches());
        } finally {
            lock.unlock();
        }
    }

    /// Holds the lock.
    private Frame collected() {
        rethrow();
        Frame all = rows;
        if (all != null) {
            return all;
        }
        if (closed) {
            throw new AssertionError("the run is over");
        }
        try {
            all = Frame.collect(source.get());
            rows = all;
            return all;
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }

    private void rethrow() {
        switch (failure) {
            case null -> {}
            case Error error -> throw error;
            case RuntimeException error -> throw error;
            default -> throw new AssertionError(failure);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (rows != null) {
                rows.close();
                rows = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
