package dev.penstock.kernel;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.memory.Allocator;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A stream whose batches are put together while they have no more than a number of rows: for who asks for large ones,
/// because each costs the reader something. Those that are larger as they come stay as they are.
public final class LargerBatches implements BatchStream {
    private final BatchStream input;
    private final long most;
    private final Allocator allocator;
    private @Nullable Batch waiting;

    /// Adopts the input.
    public LargerBatches(BatchStream input, long most, Allocator allocator) {
        this.input = input;
        this.most = most;
        this.allocator = allocator;
    }

    @Override
    public Schema schema() {
        return input.schema();
    }

    @Override
    public synchronized @Nullable Batch next() {
        var parts = new ArrayList<Batch>();
        try {
            long rows = 0;
            while (rows < most) {
                Batch part = waiting == null ? input.next() : waiting;
                waiting = null;
                if (part == null) {
                    break;
                }
                if (rows > 0 && rows + part.rows() > most) {
                    waiting = part;
                    break;
                }
                parts.add(part);
                rows += part.rows();
            }
            return together(parts);
        } catch (Throwable e) {
            parts.forEach(Batch::close);
            throw e;
        }
    }

    private @Nullable Batch together(List<Batch> parts) {
        if (parts.size() <= 1) {
            return parts.isEmpty() ? null : parts.getFirst();
        }
        Batch whole = Concatenate.batches(input.schema(), parts, allocator);
        parts.forEach(Batch::close);
        return whole;
    }

    @Override
    public void close() {
        // Not in the lock: whoever waits for a batch comes back then.
        input.close();
        synchronized (this) {
            if (waiting != null) {
                waiting.close();
                waiting = null;
            }
        }
    }
}
