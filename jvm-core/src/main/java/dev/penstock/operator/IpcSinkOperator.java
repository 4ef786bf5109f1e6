package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.source.IpcSink;
import dev.penstock.source.SinkStream;
import org.jspecify.annotations.Nullable;

/// Rows written to Arrow IPC files.
record IpcSinkOperator(BoundPlan.Sink sink) implements Operator {
    @Override
    public @Nullable String refusal() {
        return IpcScanOperator.isIpc(sink.format()) ? null : "has no writer of " + sink.format() + " yet";
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
                () -> IpcSink.write(rows, sink.format(), sink.path(), sink.options(), allocator));
    }
}
