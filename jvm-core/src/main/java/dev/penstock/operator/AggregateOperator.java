package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.column.BatchStream;
import dev.penstock.kernel.group.RowKeys;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Groups and their aggregates: each worker groups its own rows, and the groups are put together at the end.
record AggregateOperator(BoundPlan.Aggregate plan) implements Operator {
    /// The operator for the node; windows over an index have one of their own.
    static Operator of(BoundPlan.Aggregate plan) {
        WindowAggregateOperator windows = WindowAggregateOperator.over(plan);
        return windows == null ? new AggregateOperator(plan) : windows;
    }

    @Override
    public @Nullable String refusal() {
        Schema input = plan.input().schema();
        for (String key : plan.keys()) {
            DataType type = input.field(key).type();
            if (!RowKeys.handles(type)) {
                return "has no groups by " + type + " yet";
            }
        }
        for (Computed aggregate : plan.aggregates()) {
            String refusal = AggregateFunctions.refusal(aggregate, input);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    @Override
    public BatchStream open(CoreRun run) {
        return run.broken(plan.input(), plan.schema(), new AggregateBreaker(plan, run));
    }

    @Override
    public Morsels morsels(CoreRun run, List<Partners> above) {
        return run.broken(plan.input(), new AggregateBreaker(plan, run), Partners.below(above, plan));
    }
}
