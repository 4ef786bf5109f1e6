package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.WindowSpans;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.window.Sequence;
import dev.penstock.operator.SequencedRows.Form;
import dev.penstock.operator.SequencedRows.Loaded;
import dev.penstock.run.RunContext;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import java.util.List;

/// Collects rows, and finds the windows over their index when all are there; then their rows, or what comes to them,
/// are made piece by piece.
final class WindowRowsBreaker implements Breaker {
    /// Makes something of windows.
    interface Maker {
        /// Pieces of about `morselRows` rows. Adopts what was found.
        Morsels morsels(FoundWindows found, int morselRows);
    }

    private final BoundPlan.WindowRows plan;
    private final CoreRun run;
    private final RunContext context;
    private final Tasks tasks;
    private final CollectedRows rows;
    private final Schema schema;
    private final Maker maker;

    /// @param schema of what the maker makes
    WindowRowsBreaker(BoundPlan.WindowRows plan, Schema schema, Maker maker, CoreRun run) {
        this.plan = plan;
        this.schema = schema;
        this.maker = maker;
        this.run = run;
        this.context = run.context();
        this.tasks = new Tasks(run.pool(), context.threads(), context.cancellation());
        this.rows = new CollectedRows(plan.input().schema(), context.threads());
    }

    @Override
    public void consume(int worker, long morsel, Batch batch) {
        rows.add(worker, morsel, batch);
    }

    @Override
    public BatchStream finish() {
        return run.ordered(schema, new Pipeline(List.of(), morsels(run.morselRows())));
    }

    @Override
    public Morsels morsels(int morselRows) {
        if (rows.rows() > Integer.MAX_VALUE) {
            throw new PenstockException(
                            ErrorCode.UNSUPPORTED_OPERATION,
                            "windows over %,d rows: there may be %,d".formatted(rows.rows(), Integer.MAX_VALUE))
                    .hint("filter the rows first, or cut them into parts along the index");
        }
        try (Batch table = rows.takeAll(tasks, context.allocator())) {
            var window = new BoundPlan.Window(plan.input(), plan.keys(), List.of());
            var partitions = new Partitions(window, plan.keys(), List.of(), table, tasks, context);
            try (partitions) {
                var sequence = new WindowSequence(partitions, List.of(), table, tasks, context);
                return maker.morsels(found(table, sequence), morselRows);
            }
        }
    }

    /// Adopts the sequence.
    private FoundWindows found(Batch table, WindowSequence order) {
        boolean bounded = plan.columns().bounds() != null;
        WindowTable windows = null;
        try {
            windows = new WindowTable(bounded, context.allocator());
            search(table, order.sequence(), windows);
            return new FoundWindows(plan, table.share(), order, windows, context);
        } catch (Throwable e) {
            order.close();
            if (windows != null) {
                windows.close();
            }
            throw e;
        }
    }

    private void search(Batch table, Sequence sequence, WindowTable found) {
        Column index = table.column(table.schema().indexOf(plan.index()));
        DataType type = index.type();
        var order = new WindowOrder(plan, table, sequence, tasks, context);
        order.requireValues(index);
        try (Loaded loaded = new SequencedRows(sequence, tasks, context.allocator()).load(index, Form.LONGS)) {
            long values = loaded.lanes().values();
            order.requireSorted(values, type);
            WindowSpans spans = plan.spans();
            SpanClock clock = SpanClock.of(WindowSpans.boundType(type));
            var search = new WindowSearch(plan.windows(), spans, clock, type, values, found, tasks);
            order.groups((first, last) -> search.run(first, last));
            search.finish();
        }
    }

    @Override
    public void close() {
        rows.close();
    }
}
