package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.BatchStream;
import dev.penstock.kernel.sort.Sortable;
import dev.penstock.type.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows in the order of some columns. What does not fit into memory is sorted in runs on the disk, which are merged.
record SortOperator(BoundPlan.Sort sort) implements Operator {
    @Override
    public @Nullable String refusal() {
        return refusal(sort.keys(), sort);
    }

    /// Why rows cannot be put in this order; null when they can.
    static @Nullable String refusal(List<Key> keys, BoundPlan plan) {
        for (Key key : keys) {
            DataType type = plan.schema().field(key.column()).type();
            if (!Sortable.handles(type)) {
                return "has no order of " + type;
            }
        }
        return null;
    }

    @Override
    public BatchStream open(CoreRun run) {
        return sort.keys().isEmpty()
                ? run.open(sort.input())
                : run.broken(sort.input(), sort.schema(), new SortBreaker(sort, run));
    }
}
