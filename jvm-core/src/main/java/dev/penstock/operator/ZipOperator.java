package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import java.util.List;

/// Tables side by side.
record ZipOperator(BoundPlan.Zip zip) implements Operator {
    @Override
    public BatchStream open(CoreRun run) {
        int rows = run.morselRows();
        List<ZipInput> inputs =
                run.openAll(zip.inputs()).stream()
                        .map(stream -> new ZipInput(stream, rows, run.context().allocator()))
                        .toList();
        return new ZipStream(zip.schema(), zip.heights(), inputs, rows);
    }
}
