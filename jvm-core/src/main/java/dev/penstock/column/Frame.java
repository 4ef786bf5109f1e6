package dev.penstock.column;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// A whole table in memory: batches of one schema. The frame owns its batches; it can be read any number of times, by
/// any number of threads.
public final class Frame implements AutoCloseable {
    private final Schema schema;
    private final List<Batch> batches;
    private final long rows;
    private final AtomicBoolean open = new AtomicBoolean(true);

    /// Adopts `batches`.
    public Frame(Schema schema, List<Batch> batches) {
        this.schema = schema;
        this.batches = List.copyOf(batches);
        this.rows = batches.stream().mapToLong(Batch::rows).sum();
    }

    /// All of `stream`, which is closed afterwards, also when it fails.
    public static Frame collect(BatchStream stream) {
        var batches = new ArrayList<Batch>();
        try (stream) {
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                if (batch.rows() == 0) {
                    batch.close();
                } else {
                    batches.add(batch);
                }
            }
            return new Frame(stream.schema(), batches);
        } catch (Throwable e) {
            batches.forEach(Batch::close);
            throw e;
        }
    }

    public Schema schema() {
        return schema;
    }

    /// The frame's batches, which stay the frame's.
    public List<Batch> batches() {
        return batches;
    }

    public long rows() {
        return rows;
    }

    /// How many bytes the rows take up in memory that is theirs. O(columns x batches).
    public long bytes() {
        return batches.stream().mapToLong(Batch::bytes).sum();
    }

    /// At most `count` rows from `from` on, cut to those that are there, for another owner. No copy.
    public synchronized Frame slice(long from, long count) {
        checkOpen();
        long start = Math.clamp(from, 0, rows);
        long end = start + Math.clamp(count, 0, rows - start);
        var sliced = new ArrayList<Batch>();
        long first = 0;
        for (Batch batch : batches) {
            long low = Math.max(start, first);
            long high = Math.min(end, first + batch.rows());
            if (low < high) {
                sliced.add(batch.slice(low - first, high - low));
            }
            first += batch.rows();
        }
        return new Frame(schema, sliced);
    }

    private void checkOpen() {
        if (!open.get()) {
            throw new PenstockException(ErrorCode.HANDLE_EXPIRED, "the frame was closed");
        }
    }

    /// The same table for another owner. No copy.
    public synchronized Frame share() {
        checkOpen();
        return new Frame(schema, batches.stream().map(Batch::share).toList());
    }

    /// All rows as a stream, which keeps the memory by itself.
    public BatchStream stream() {
        return BatchStream.of(schema, share().batches());
    }

    @Override
    public synchronized void close() {
        if (open.compareAndSet(true, false)) {
            batches.forEach(Batch::close);
        }
    }
}
