package dev.penstock.operator;

import dev.penstock.column.Batch;
import org.jspecify.annotations.Nullable;

/// The rows of windows, window after window, in pieces that are gathered by whoever asks for them.
final class WindowRowsMorsels implements Morsels {
    private final FoundWindows found;
    private final int morselRows;
    private long next;
    private boolean closed;

    /// Adopts what was found.
    WindowRowsMorsels(FoundWindows found, int morselRows) {
        this.found = found;
        this.morselRows = morselRows;
    }

    @Override
    public @Nullable Morsel next() {
        long number;
        synchronized (this) {
            if (closed || next * morselRows >= found.windows().rows()) {
                return null;
            }
            number = next++;
            found.enter();
        }
        try {
            long from = number * morselRows;
            int rows = (int) Math.min(morselRows, found.windows().rows() - from);
            Batch batch = found.rows(from, rows);
            return new Morsel(number, batch, 0, rows, new Morsel.Cuts(batch::close));
        } finally {
            found.leave();
        }
    }

    @Override
    public boolean isPrompt() {
        return true;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            found.leave();
        }
    }
}
