package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.plan.Plan;
import dev.penstock.source.FilesScan;
import dev.penstock.source.parquet.Condition;
import dev.penstock.type.Schema;

/// The rows of files.
record FileScanOperator(BoundPlan.FileScan scan) implements Operator {
    @Override
    public Morsels morsels(CoreRun run) {
        return scan.scan().format() == Plan.Format.PARQUET
                ? ParquetMorsels.of(scan, scan.schema(), null, Condition.UNKNOWN, null, run)
                : Operator.super.morsels(run);
    }

    @Override
    public BatchStream open(CoreRun run) {
        Plan.Scan files = scan.scan();
        if (files.format() == Plan.Format.PARQUET) {
            return run.ordered(scan);
        }
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
