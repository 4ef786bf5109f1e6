package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.run.RunContext;
import java.util.ArrayList;
import java.util.List;

/// Windows over a table that is in memory in one piece.
///
/// @param table stays the caller's
record WindowRun(BoundPlan.Window plan, Batch table, Tasks tasks, RunContext context) {
    /// The table with a column for each window, for the caller.
    BatchStream run() {
        var columns = new ArrayList<List<Column>>();
        try {
            table.columns().forEach(column -> columns.add(List.of(column.share())));
            columns.addAll(windows());
            return new WindowStream(plan.schema(), columns, table.rows(), context.batchRows());
        } catch (Throwable e) {
            columns.forEach(Column::closeAll);
            throw e;
        }
    }

    private List<List<Column>> windows() {
        List<Computed> accumulated =
                plan.windows().stream()
                        .filter(window -> WindowFunctions.isAccumulated(window, table.schema()))
                        .map(WindowFunctions::unordered)
                        .toList();
        var made = new ArrayList<List<Column>>();
        try (var partitions = new Partitions(plan, plan.partitionBy(), accumulated, table, tasks, context)) {
            int next = 0;
            for (Computed window : plan.windows()) {
                if (WindowFunctions.isAccumulated(window, table.schema())) {
                    made.add(partitions.rows(next++));
                }
            }
            return made;
        } catch (Throwable e) {
            made.forEach(Column::closeAll);
            throw e;
        }
    }
}
