package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;

/// Rows from an offset on, counted from the start or from the end.
record SliceOperator(BoundPlan.Slice slice) implements Operator {
    @Override
    public BatchStream open(CoreRun run) {
        BatchStream input = run.open(slice.input());
        long length = slice.length() == null ? Long.MAX_VALUE : slice.length();
        return slice.offset() >= 0
                ? new SliceStream(input, slice.offset(), length)
                : new TailStream(input, -slice.offset(), length);
    }
}
