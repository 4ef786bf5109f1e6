package dev.penstock.operator;

import dev.penstock.column.Batch;
import java.util.function.Consumer;

/// The end of a pipeline that feeds a breaker.
record FeedingStep(Step step, Breaker breaker, int worker) implements Step {
    @Override
    public void apply(Morsel morsel, Consumer<Batch> out) {
        step.apply(morsel, batch -> breaker.consume(worker, morsel.number(), batch));
    }

    @Override
    public void close() {
        step.close();
    }
}
