package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.plan.Plan;
import dev.penstock.source.FileSink;
import dev.penstock.source.SinkStream;
import dev.penstock.source.parquet.ParquetSink;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Rows written to files.
record FileSinkOperator(BoundPlan.Sink sink) implements Operator {
    @Override
    public @Nullable String refusal() {
        return sink.format() == Plan.Format.PARQUET ? ParquetSink.refusal(sink.options()) : null;
    }

    @Override
    public BatchStream open(CoreRun run) {
        BatchStream rows = run.open(sink.input());
        var allocator = run.context().allocator();
        LongSupplier write =
                sink.format() == Plan.Format.PARQUET
                        ? () -> parquet(rows, run)
                        : () -> FileSink.write(rows, sink.format(), sink.path(), sink.options(), allocator);
        return new SinkStream(sink.schema(), sink.path(), allocator, rows, write);
    }

    private long parquet(BatchStream rows, CoreRun run) {
        int threads = run.context().threads();
        var tasks = new Tasks(run.pool(), threads, run.context().cancellation());
        // A few columns keep all threads busy to the end only if there are several row groups of them.
        int groups = Math.ceilDiv(12 * threads, Math.max(1, rows.schema().size()));
        return ParquetSink.write(rows, sink.path(), sink.options(), groups, run.context().allocator(), tasks::run);
    }
}
