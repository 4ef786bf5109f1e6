package dev.penstock.operator;

import dev.penstock.column.Batch;
import org.jspecify.annotations.Nullable;

/// The end of a pipeline that feeds a breaker.
record FeedingStep(Step step, Breaker breaker, int worker) implements Step {
    @Override
    public @Nullable Batch apply(Morsel morsel) {
        Batch batch = step.apply(morsel);
        if (batch != null) {
            breaker.consume(worker, morsel.number(), batch);
        }
        return null;
    }

    @Override
    public void close() {
        step.close();
    }
}
