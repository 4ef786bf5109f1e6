package dev.penstock.operator;

import dev.penstock.column.Batch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Two steps in a row. What the first one hands over at a time waits here, one batch of it is in the second one's
/// hands, and nothing more of the first is asked for before the second is through.
final class StepPair implements Step {
    private final Step first;
    private final Step second;
    private final Deque<Batch> waiting = new ArrayDeque<>(1);
    private @Nullable Batch current;
    private long morsel;
    private boolean firstIsOver;

    /// Adopts both.
    StepPair(Step first, Step second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public void apply(Morsel next, Consumer<Batch> out) {
        morsel = next.number();
        firstIsOver = false;
        first.apply(next, waiting::add);
        begin(out);
    }

    @Override
    public boolean more(Consumer<Batch> out) {
        Batch inside = current;
        if (inside != null) {
            if (second.more(out)) {
                return true;
            }
            current = null;
            inside.close();
        }
        if (waiting.isEmpty() && !firstIsOver) {
            firstIsOver = !first.more(waiting::add);
        }
        begin(out);
        return current != null || !firstIsOver;
    }

    private void begin(Consumer<Batch> out) {
        Batch batch = waiting.poll();
        if (batch != null) {
            current = batch;
            second.apply(Morsel.whole(morsel, batch), out);
        }
    }

    @Override
    public void close() {
        second.close();
        if (current != null) {
            current.close();
            current = null;
        }
        waiting.forEach(Batch::close);
        waiting.clear();
        first.close();
    }
}
