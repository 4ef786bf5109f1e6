package dev.penstock.operator;

import dev.penstock.column.Batch;
import java.util.function.Consumer;

/// The end of a pipeline that feeds a breaker.
record FeedingStep(Step step, Breaker breaker, int worker) implements Step {
    @Override
    public void apply(Morsel morsel, Consumer<Batch> out) {
        Consumer<Batch> into = batch -> breaker.consume(worker, morsel.number(), batch);
        step.apply(morsel, into);
        // The breaker has taken in what came, so nothing piles up.
        boolean more = true;
        while (more) {
            more = step.more(into);
        }
    }

    @Override
    public void close() {
        step.close();
    }
}
