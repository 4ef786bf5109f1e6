package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.UserFunctions;
import dev.penstock.column.BatchStream;
import dev.penstock.kernel.group.RowKeys;
import dev.penstock.type.DataType;
import org.jspecify.annotations.Nullable;

/// Windows of users' functions: what a function makes of the rows of a group, on each of them.
record UserWindowOperator(BoundPlan.Window plan) implements Operator {
    @Override
    public @Nullable String refusal() {
        for (BoundPlan.Computed window : plan.windows()) {
            boolean users =
                    window.function() instanceof UserFunctions.Aggregate
                            || window.function() instanceof UserFunctions.Series
                            || window.function() instanceof UserFunctions.Rows;
            if (!users) {
                return "has no windows yet";
            }
            if (!window.orderBy().isEmpty()) {
                return "has no users' functions in an order of their own yet";
            }
        }
        for (String key : plan.partitionBy()) {
            DataType type = plan.input().schema().field(key).type();
            if (!RowKeys.handles(type)) {
                return "has no groups by " + type + " yet";
            }
        }
        return null;
    }

    @Override
    public BatchStream open(CoreRun run) {
        return new UserWindowStream(plan, run.open(plan.input()), run.context());
    }
}
