package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of a frame in pieces of at most `morselRows` rows.
final class FrameMorsels implements Morsels {
    private final List<Batch> batches;
    private final int morselRows;
    private final Morsel.Cuts frame;
    private int batch;
    private long row;
    private long count;
    private boolean open = true;

    /// Adopts the frame.
    FrameMorsels(Frame frame, int morselRows) {
        batches = frame.batches();
        this.morselRows = morselRows;
        this.frame = new Morsel.Cuts(frame::close);
    }

    @Override
    public synchronized @Nullable Morsel next() {
        while (open && batch < batches.size()) {
            Batch current = batches.get(batch);
            if (row < current.rows()) {
                int rows = (int) Math.min(morselRows, current.rows() - row);
                var morsel = new Morsel(count++, current, row, rows, frame.enter());
                row += rows;
                return morsel;
            }
            batch++;
            row = 0;
        }
        return null;
    }

    @Override
    public boolean isPrompt() {
        return true;
    }

    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            frame.leave();
        }
    }
}
