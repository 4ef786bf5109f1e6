package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.bind.UserFunctions;
import dev.penstock.column.BatchStream;
import dev.penstock.kernel.group.RowKeys;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Windows: what the rows of a partition come to, on each of its rows. All rows are held in memory, in one piece, and
/// stay in the order of the input.
record WindowOperator(BoundPlan.Window plan) implements Operator {
    /// The operator for the node; windows of users' functions have one of their own.
    static Operator of(BoundPlan.Window plan) {
        boolean users = plan.windows().stream().anyMatch(WindowOperator::isUsers);
        return users ? new UserWindowOperator(plan) : new WindowOperator(plan);
    }

    private static boolean isUsers(Computed window) {
        return window.function() instanceof UserFunctions.Aggregate
                || window.function() instanceof UserFunctions.Series
                || window.function() instanceof UserFunctions.Rows;
    }

    @Override
    public @Nullable String refusal() {
        Schema input = plan.input().schema();
        for (String key : plan.partitionBy()) {
            DataType type = input.field(key).type();
            if (!RowKeys.handles(type)) {
                return "has no partitions by " + type + " yet";
            }
        }
        for (Computed window : plan.windows()) {
            String refusal = WindowFunctions.refusal(window, input);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    @Override
    public BatchStream open(CoreRun run) {
        return run.broken(plan.input(), plan.schema(), new WindowBreaker(plan, run));
    }

    @Override
    public Morsels morsels(CoreRun run, List<Partners> above) {
        return run.broken(plan.input(), new WindowBreaker(plan, run), List.of());
    }
}
