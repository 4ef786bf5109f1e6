package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.evaluate.RowProgram;
import java.util.function.Consumer;

/// Filters and projections in one pass.
record RowStep(RowProgram program) implements Step {
    @Override
    public void apply(Morsel morsel, Consumer<Batch> out) {
        Batch batch = program.run(morsel.batch(), morsel.from(), morsel.rows());
        if (batch != null) {
            out.accept(batch);
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
