package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.evaluate.RowProgram;
import dev.penstock.run.RunContext;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/// What projections make of a table that is in memory, computed by all workers.
///
/// @param projects the lowest first
/// @param schema of the result
/// @param table stays the caller's
record ProjectedTable(List<BoundPlan> projects, Schema schema, Batch table, CoreRun run) {
    /// The table's rows, for the caller.
    Batch rows() {
        if (projects.isEmpty()) {
            return table.share();
        }
        int chunk = CoreRun.MORSEL_ROWS;
        int chunks = Math.toIntExact(Math.ceilDiv(table.rows(), chunk));
        var collected = new CollectedRows(schema, chunks);
        Deque<RowProgram> programs = new ConcurrentLinkedDeque<>();
        try {
            var work = new ArrayList<Runnable>();
            for (int i = 0; i < chunks; i++) {
                int part = i;
                long from = (long) i * chunk;
                int count = (int) Math.min(chunk, table.rows() - from);
                work.add(() -> compute(programs, part, from, count, collected));
            }
            run.tasks().run(work);
            return collected.takeAll(run.tasks(), run.context().allocator());
        } finally {
            collected.close();
            programs.forEach(RowProgram::close);
        }
    }

    private void compute(Deque<RowProgram> programs, int part, long from, int count, CollectedRows collected) {
        RunContext context = run.context();
        context.cancellation().check();
        RowProgram idle = programs.poll();
        RowProgram program =
                idle == null
                        ? new RowProgram(projects, table.schema(), context.allocator(), context.cancellation())
                        : idle;
        try {
            Batch computed = program.run(table, from, count);
            if (computed != null) {
                collected.add(part, part, computed);
            }
        } finally {
            programs.add(program);
        }
    }
}
