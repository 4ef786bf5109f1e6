package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.run.NodeCounter;
import dev.penstock.run.WorkClock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The end of a pipeline that feeds a breaker.
///
/// @param node pays for the breaker's work
record FeedingStep(Step step, Breaker breaker, int worker, @Nullable NodeCounter node) implements Step {
    @Override
    public void apply(Morsel morsel, Consumer<Batch> out) {
        Consumer<Batch> into = batch -> consume(morsel.number(), batch);
        step.apply(morsel, into);
        // The breaker has taken in what came, so nothing piles up.
        boolean more = true;
        while (more) {
            more = step.more(into);
        }
    }

    private void consume(long morsel, Batch batch) {
        NodeCounter before = WorkClock.turnTo(node);
        try {
            breaker.consume(worker, morsel, batch);
        } finally {
            WorkClock.turnTo(before);
        }
    }

    @Override
    public void close() {
        step.close();
    }
}
