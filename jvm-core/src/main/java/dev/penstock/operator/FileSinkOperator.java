package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.plan.Plan;
import dev.penstock.source.FileSink;
import dev.penstock.source.SinkStream;
import org.jspecify.annotations.Nullable;

/// Rows written to files of every format but Parquet.
record FileSinkOperator(BoundPlan.Sink sink) implements Operator {
    @Override
    public @Nullable String refusal() {
        return sink.format() == Plan.Format.PARQUET ? "has no writer of Parquet yet" : null;
    }

    @Override
    public BatchStream open(CoreRun run) {
        BatchStream rows = run.open(sink.input());
        var allocator = run.context().allocator();
        return new SinkStream(
                sink.schema(),
                sink.path(),
                allocator,
                rows,
                () -> FileSink.write(rows, sink.format(), sink.path(), sink.options(), allocator));
    }
}
