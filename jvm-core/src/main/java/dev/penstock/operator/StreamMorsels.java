package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.run.NodeCounter;
import dev.penstock.run.WorkClock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The rows of a stream in pieces of at most `morselRows` rows.
final class StreamMorsels implements Morsels {
    private final BatchStream stream;
    private final int morselRows;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private @Nullable Batch batch;
    private Morsel.@Nullable Cuts cuts;
    private long row;
    private long count;
    private boolean failed;

    /// Adopts the stream.
    StreamMorsels(BatchStream stream, int morselRows) {
        this.stream = stream;
        this.morselRows = morselRows;
    }

    @Override
    public @Nullable Morsel next() {
        // Waiting for another worker that reads the stream is no work.
        NodeCounter node = WorkClock.turnTo(null);
        synchronized (this) {
            WorkClock.turnTo(node);
            return cut();
        }
    }

    private @Nullable Morsel cut() {
        while (open.get() && !failed) {
            Batch current = batch;
            Morsel.Cuts shared = cuts;
            if (current == null || shared == null) {
                // What comes behind a failure is nobody's: other workers ask as well.
                failed = true;
                current = stream.next();
                failed = false;
                if (current == null) {
                    return null;
                }
                batch = current;
                cuts = new Morsel.Cuts(current::close);
                row = 0;
            } else if (row < current.rows()) {
                int rows = (int) Math.min(morselRows, current.rows() - row);
                var morsel = new Morsel(count++, current, row, rows, shared.enter());
                row += rows;
                return morsel;
            } else {
                leave();
            }
        }
        leave();
        return null;
    }

    private void leave() {
        Morsel.Cuts shared = cuts;
        batch = null;
        cuts = null;
        if (shared != null) {
            shared.leave();
        }
    }

    @Override
    public boolean isPrompt() {
        return false;
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            // Outside of the lock, which a worker that waits for the stream holds.
            stream.close();
        }
        synchronized (this) {
            leave();
        }
    }
}
