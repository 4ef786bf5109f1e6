package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import org.jspecify.annotations.Nullable;

/// What a breaker delivers, in pieces that many workers take: the first one who asks runs the pipeline that feeds it to
/// the end.
final class BrokenMorsels implements Morsels {
    private final BatchStream feeding;
    private final Breaker breaker;
    private final int morselRows;
    private volatile @Nullable Morsels output;
    private boolean closed;

    /// Adopts both.
    ///
    /// @param feeding delivers no batch, but is over when the breaker has seen all rows
    BrokenMorsels(BatchStream feeding, Breaker breaker, int morselRows) {
        this.feeding = feeding;
        this.breaker = breaker;
        this.morselRows = morselRows;
    }

    @Override
    public @Nullable Morsel next() {
        Morsels finished = output == null ? finish() : output;
        return finished == null ? null : finished.next();
    }

    private @Nullable Morsels finish() {
        synchronized (feeding) {
            if (output == null) {
                Batch none = feeding.next();
                assert none == null : "the breaker let a batch through";
            }
        }
        synchronized (this) {
            if (!closed && output == null) {
                feeding.close();
                output = breaker.morsels(morselRows);
            }
            return output;
        }
    }

    @Override
    public boolean isPrompt() {
        Morsels finished = output;
        return finished != null && finished.isPrompt();
    }

    @Override
    public void close() {
        // Not in the lock: whoever feeds the breaker comes back then.
        feeding.close();
        synchronized (this) {
            closed = true;
            if (output != null) {
                output.close();
            }
        }
        breaker.close();
    }
}
