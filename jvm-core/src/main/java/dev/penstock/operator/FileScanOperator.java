package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.plan.Plan;
import dev.penstock.source.FilesScan;
import dev.penstock.type.Schema;
import org.jspecify.annotations.Nullable;

/// The rows of files of every format but Parquet.
record FileScanOperator(BoundPlan.FileScan scan) implements Operator {
    @Override
    public @Nullable String refusal() {
        return scan.scan().format() == Plan.Format.PARQUET ? "has no reader of Parquet yet" : null;
    }

    @Override
    public BatchStream open(CoreRun run) {
        Plan.Scan files = scan.scan();
        String index = files.options().text("row_index_name");
        if (index == null || !scan.schema().contains(index)) {
            return new FilesScan(files, scan.schema(), run.context().allocator());
        }
        var behind = scan.schema().fields().stream().filter(field -> !field.name().equals(index)).toList();
        var rows = new FilesScan(files, new Schema(behind, scan.schema().metadata()), run.context().allocator());
        long offset = files.options().integer("row_index_offset", 0);
        return new RowIndexStream(rows, scan.schema(), offset, run.context().allocator());
    }
}
