package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.plan.Plan;
import dev.penstock.source.IpcScan;
import dev.penstock.type.Schema;
import org.jspecify.annotations.Nullable;

/// The rows of Arrow IPC files.
record IpcScanOperator(BoundPlan.FileScan scan) implements Operator {
    @Override
    public @Nullable String refusal() {
        Plan.Format format = scan.scan().format();
        return isIpc(format) ? null : "has no reader of " + format + " yet";
    }

    static boolean isIpc(Plan.Format format) {
        return format == Plan.Format.IPC || format == Plan.Format.IPC_STREAM;
    }

    @Override
    public BatchStream open(CoreRun run) {
        Plan.Scan files = scan.scan();
        String index = files.options().text("row_index_name");
        if (index == null || !scan.schema().contains(index)) {
            return new IpcScan(files, scan.schema(), run.context().allocator());
        }
        var behind = scan.schema().fields().stream().filter(field -> !field.name().equals(index)).toList();
        var rows = new IpcScan(files, new Schema(behind, scan.schema().metadata()), run.context().allocator());
        long offset = files.options().integer("row_index_offset", 0);
        return new RowIndexStream(rows, scan.schema(), offset, run.context().allocator());
    }
}
