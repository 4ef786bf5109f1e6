package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.evaluate.RowProgram;
import org.jspecify.annotations.Nullable;

/// Filters and projections in one pass.
record RowStep(RowProgram program) implements Step {
    @Override
    public @Nullable Batch apply(Morsel morsel) {
        return program.run(morsel.batch(), morsel.from(), morsel.rows());
    }

    @Override
    public void close() {
        program.close();
    }
}
