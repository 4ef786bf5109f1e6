package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The first rows in the order of some columns. Each worker keeps the first of its own, and refuses most others at one
/// look; only when very many are wanted are all rows collected, as a sort does. Where the order of equal rows counts,
/// their places in the input order them.
record TopKOperator(BoundPlan.TopK top) implements Operator {
    /// More rows than these are not kept by each worker.
    private static final long MANY = 1 << 18;

    @Override
    public @Nullable String refusal() {
        return SortOperator.refusal(top.keys(), top);
    }

    @Override
    public BatchStream open(CoreRun run) {
        if (top.k() <= 0) {
            return BatchStream.of(top.schema(), List.of());
        }
        if (top.keys().isEmpty()) {
            return new SliceStream(run.open(top.input()), 0, top.k());
        }
        if (top.k() <= MANY) {
            return run.broken(top.input(), top.schema(), new TopKBreaker(top, run));
        }
        var sort = new BoundPlan.Sort(top.input(), top.keys(), top.stable());
        return top.stable()
                ? new SliceStream(run.broken(top.input(), top.schema(), new SortBreaker(sort, run)), 0, top.k())
                : run.broken(top.input(), top.schema(), new SortBreaker(sort, top.k(), run));
    }
}
