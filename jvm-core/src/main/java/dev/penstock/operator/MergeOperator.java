package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Two tables in the order of the same columns, merged as their rows come.
record MergeOperator(BoundPlan.MergeSorted merge) implements Operator {
    @Override
    public @Nullable String refusal() {
        return SortOperator.refusal(BoundPlan.Key.ascending(merge.keys()), merge);
    }

    @Override
    public BatchStream open(CoreRun run) {
        int[] keys = merge.keys().stream().mapToInt(merge.schema()::indexOf).toArray();
        List<BatchStream> inputs = run.openAll(List.of(merge.left(), merge.right()));
        var left = new MergeSide(merge.schema(), inputs.get(0), keys, run.morselRows(), run.context().allocator());
        var right = new MergeSide(merge.schema(), inputs.get(1), keys, run.morselRows(), run.context().allocator());
        var merged = new MergeStream(merge.schema(), left, right, run.tasks(), run.context().allocator());
        return new SlicedStream(merged, run.context().batchRows());
    }
}
