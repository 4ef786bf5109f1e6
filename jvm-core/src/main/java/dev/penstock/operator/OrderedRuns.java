package dev.penstock.operator;

import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.run.RunContext;
import dev.penstock.spill.SpilledRows;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Rows on the disk in runs, each of them in order: many threads write them, then they are merged into one order.
final class OrderedRuns implements AutoCloseable {
    private final String owner;
    private final Schema schema;
    private final Schema runSchema;
    private final List<Key> keys;
    private final RunContext context;
    private final List<SpilledRows> runs = new ArrayList<>();

    /// @param owner for messages
    /// @param schema of the result: the first columns of the runs
    /// @param keys of the runs: no two rows agree in all of them, unless their order is anybody's
    OrderedRuns(String owner, Schema schema, Schema runSchema, List<Key> keys, RunContext context) {
        this.owner = owner;
        this.schema = schema;
        this.runSchema = runSchema;
        this.keys = keys;
        this.context = context;
    }

    /// Runs of rows in the order of the input, which bring their places along.
    static OrderedRuns byPlace(String owner, Schema schema, RunContext context) {
        List<Key> place = List.of(new Key(Places.NAME, false, false));
        return new OrderedRuns(owner, schema, Places.with(schema), place, context);
    }

    /// Of the rows that are written.
    Schema runSchema() {
        return runSchema;
    }

    synchronized int count() {
        return runs.size();
    }

    private synchronized void add(SpilledRows run) {
        runs.add(run);
    }

    /// Writes a run of rows that are in order. The stream stays the caller's.
    void write(BatchStream sorted) {
        SpilledRows run = context.spill().rows(owner, runSchema);
        try {
            for (Batch batch = sorted.next(); batch != null; batch = sorted.next()) {
                try (Batch owned = batch) {
                    run.write(owned);
                }
            }
            run.seal();
        } catch (Throwable e) {
            run.close();
            throw e;
        }
        add(run);
    }

    /// All rows in order. Called once, when all runs are written; the runs stay this object's.
    BatchStream merged() {
        while (true) {
            List<SpilledRows> next;
            synchronized (this) {
                int most = MergedRuns.most(runs, context.allocator().budget());
                if (runs.size() <= most) {
                    return new MergedRuns(schema, runSchema, keys, List.copyOf(runs), context);
                }
                // The smallest ones first: their rows are written once more.
                runs.sort(Comparator.comparingLong(SpilledRows::bytes));
                next = List.copyOf(runs.subList(0, Math.min(most, runs.size() - most + 1)));
                runs.subList(0, next.size()).clear();
            }
            try (BatchStream merged = new MergedRuns(runSchema, runSchema, keys, next, context)) {
                write(merged);
            } finally {
                next.forEach(SpilledRows::close);
            }
        }
    }

    @Override
    public synchronized void close() {
        runs.forEach(SpilledRows::close);
        runs.clear();
    }
}
