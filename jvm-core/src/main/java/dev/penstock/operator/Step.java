package dev.penstock.operator;

import dev.penstock.column.Batch;
import org.jspecify.annotations.Nullable;

/// What a pipeline does to a morsel. Each worker has a step of its own, so a step may keep room between morsels.
interface Step extends AutoCloseable {
    /// The rows that come of the morsel, which stays the caller's, as does the result; null for none.
    @Nullable Batch apply(Morsel morsel);

    @Override
    void close();

    /// Hands the rows on as they are.
    Step NOTHING =
            new Step() {
                @Override
                public Batch apply(Morsel morsel) {
                    return morsel.cut();
                }

                @Override
                public void close() {}
            };
}
