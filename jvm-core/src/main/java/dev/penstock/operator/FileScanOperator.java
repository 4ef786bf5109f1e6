package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.plan.Plan;
import dev.penstock.source.FilesScan;
import dev.penstock.source.parquet.Condition;
import dev.penstock.type.Schema;
import java.util.List;

/// The rows of files.
record FileScanOperator(BoundPlan.FileScan scan) implements Operator {
    @Override
    public Morsels morsels(CoreRun run) {
        return scan.scan().format() == Plan.Format.PARQUET
                ? parquet(run, run.morselRows())
                : Operator.super.morsels(run);
    }

    @Override
    public BatchStream open(CoreRun run) {
        Plan.Scan files = scan.scan();
        if (files.format() == Plan.Format.PARQUET) {
            return pieces(run);
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

    private Morsels parquet(CoreRun run, int morselRows) {
        return ParquetMorsels.of(scan, scan.schema(), null, Condition.UNKNOWN, null, morselRows, run);
    }

    /// Rows to which nothing is done here come in batches as large as they were decoded, unless smaller ones were asked
    /// for: cutting them would only make workers wait for one another.
    private BatchStream pieces(CoreRun run) {
        int threads = run.context().threads();
        boolean smaller = run.context().batchRows() < CoreRun.MORSEL_ROWS;
        return new PipelineRun(
                scan.schema(),
                new Pipeline(List.of(), parquet(run, smaller ? run.morselRows() : Integer.MAX_VALUE)),
                (_, _) -> Step.NOTHING,
                threads,
                PipelineRun.orderedWindow(threads),
                run.pool(),
                run.context().cancellation());
    }
}
