package dev.penstock.operator;

import dev.penstock.column.Batch;
import java.util.concurrent.atomic.AtomicInteger;

/// A piece of a scan that one worker takes through a whole pipeline: rows `from` to `from + rows` of a batch.
///
/// The batch is named, not cut, because cutting would share columns that the pipeline does not read.
///
/// @param number the place of the morsel among those of its source: 0, 1, 2, ...
/// @param cuts what keeps the batch: the last morsel to close closes it
record Morsel(long number, Batch batch, long from, int rows, Cuts cuts) implements AutoCloseable {
    /// All rows of a batch, which stays the caller's.
    static Morsel whole(long number, Batch batch) {
        return new Morsel(number, batch, 0, Math.toIntExact(batch.rows()), Cuts.NONE);
    }

    /// These rows as a batch of their own, for another owner. No copy.
    Batch cut() {
        return from == 0 && rows == batch.rows() ? batch.share() : batch.slice(from, rows);
    }

    @Override
    public void close() {
        cuts.leave();
    }

    /// Counts the morsels of a batch that are still in use.
    static final class Cuts {
        /// Keeps nothing: somebody else does.
        static final Cuts NONE = new Cuts(() -> {});

        private final Runnable last;
        private final AtomicInteger open = new AtomicInteger(1);

        Cuts(Runnable last) {
            this.last = last;
        }

        /// Another morsel. Only whoever still holds a part may ask for one.
        Cuts enter() {
            open.incrementAndGet();
            return this;
        }

        void leave() {
            if (open.decrementAndGet() == 0) {
                last.run();
            }
        }
    }
}
