package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.kernel.group.RowKeys;
import dev.penstock.type.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of windows over an index column. The input is held in memory, in one piece; for each of its rows there are
/// 12 bytes more, and for each window 24, or 40 with bounds. Finding the windows is one pass over the index, of one
/// thread unless each row has its window. Workers then gather the windows' rows side by side, a piece at a time, so
/// that windows that overlap take time for each row of each window, but no memory: a row that is in 60 windows is
/// copied 60 times, and forgotten. Rows that are together anyway, in windows without overlap and groups, are not
/// copied.
///
/// An aggregation right above takes over: see [WindowAggregateOperator].
record WindowRowsOperator(BoundPlan.WindowRows plan) implements Operator {
    @Override
    public @Nullable String refusal() {
        for (String key : plan.keys()) {
            DataType type = plan.input().schema().field(key).type();
            if (!RowKeys.handles(type)) {
                return "has no windows in groups by " + type + " yet";
            }
        }
        return null;
    }

    @Override
    public BatchStream open(CoreRun run) {
        return run.broken(plan.input(), plan.schema(), breaker(run));
    }

    @Override
    public Morsels morsels(CoreRun run, List<Partners> above) {
        return run.broken(plan.input(), breaker(run), List.of());
    }

    private Breaker breaker(CoreRun run) {
        return new WindowRowsBreaker(plan, plan.schema(), WindowRowsMorsels::new, run);
    }
}
