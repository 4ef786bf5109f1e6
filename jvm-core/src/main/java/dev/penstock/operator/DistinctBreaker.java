package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.kernel.group.GroupedColumn;
import dev.penstock.kernel.group.Kept;
import dev.penstock.run.RunContext;
import dev.penstock.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects rows that may be chosen, and chooses when all are there: in memory, or part by part when they do not fit.
final class DistinctBreaker implements Breaker {
    private static final String OWNER = "unique";

    private final Schema schema;
    private final List<Integer> keys;
    private final Kept kept;
    private final RunContext context;
    private final Tasks tasks;
    private final boolean ordered;
    private final PartedRows rows;
    private final @Nullable Sifting[] workers;
    private @Nullable OrderedRuns runs;

    DistinctBreaker(BoundPlan.Distinct plan, CoreRun run) {
        schema = plan.schema();
        keys = plan.on().stream().map(schema::indexOf).toList();
        kept =
                switch (plan.keep()) {
                    case ANY, FIRST -> Kept.FIRST;
                    case LAST -> Kept.LAST;
                    case NONE -> Kept.ALONE;
                };
        context = run.context();
        tasks = run.tasks();
        ordered = plan.maintainOrder();
        var parts = new PlacedParts(OWNER, schema, keys, false, 0, context);
        rows = new PartedRows(schema, parts, DistinctSearch::bytes, this::endSifting, context);
        workers = new @Nullable Sifting[context.threads()];
    }

    @Override
    public void consume(int worker, long morsel, Batch batch) {
        try (batch) {
            Sifting sifting = workers[worker];
            if (sifting == null) {
                sifting = new Sifting(schema, keys, kept, context.allocator());
                workers[worker] = sifting;
            }
            for (long from = 0; from < batch.rows(); from += GroupedColumn.MOST_ROWS) {
                try (Batch piece = batch.slice(from, Math.min(GroupedColumn.MOST_ROWS, batch.rows() - from))) {
                    rows.add(worker, morsel, sifting.pass(piece));
                }
            }
        }
    }

    @Override
    public BatchStream finish() {
        closeSifting();
        PlacedParts parts = rows.parts();
        if (parts == null) {
            var search = new DistinctSearch(schema, keys, kept, tasks, context.allocator());
            return new SlicedStream(search.chosen(rows.held().take()), context.batchRows());
        }
        var chosen = new DistinctParts(schema, keys, kept, parts, tasks, context);
        return ordered ? inOrder(chosen) : new SlicedStream(chosen, context.batchRows());
    }

    /// Adopts the parts, whose rows become runs on the disk.
    private BatchStream inOrder(DistinctParts parts) {
        try (parts) {
            OrderedRuns all = OrderedRuns.byPlace(OWNER, schema, context);
            runs = all;
            for (BatchStream part = parts.nextPart(); part != null; part = parts.nextPart()) {
                try (BatchStream placed = part) {
                    all.write(placed);
                }
            }
            return all.merged();
        }
    }

    /// A sieve only saves work, and takes memory.
    private void endSifting(int worker) {
        Sifting sifting = workers[worker];
        if (sifting != null) {
            sifting.end();
        }
    }

    private void closeSifting() {
        for (int worker = 0; worker < workers.length; worker++) {
            Sifting sifting = workers[worker];
            workers[worker] = null;
            if (sifting != null) {
                sifting.close();
            }
        }
    }

    @Override
    public void close() {
        closeSifting();
        rows.close();
        if (runs != null) {
            runs.close();
        }
    }
}
