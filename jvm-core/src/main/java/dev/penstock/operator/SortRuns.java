package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Native;
import dev.penstock.run.RunContext;
import dev.penstock.spill.SpilledRows;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Sorted runs on the disk: many threads write them, then they are merged into one order.
final class SortRuns implements AutoCloseable {
    private static final String OWNER = "sort";

    /// Stable sorts tell rows that agree by their places in the input.
    private static final String PLACE = "#place";

    /// Fewer rows than this are not divided any more when memory does not suffice for them.
    private static final long FEWEST_ROWS = 1 << 10;

    private final BoundPlan.Sort plan;
    private final Schema schema;
    private final List<Key> keys;
    private final Tasks tasks;
    private final RunContext context;
    private final List<SpilledRows> runs = new ArrayList<>();

    SortRuns(BoundPlan.Sort plan, Tasks tasks, RunContext context) {
        this.plan = plan;
        this.tasks = tasks;
        this.context = context;
        if (plan.stable()) {
            var fields = new ArrayList<>(plan.schema().fields());
            fields.add(new Field(PLACE, Types.INT64, false));
            schema = new Schema(fields, plan.schema().metadata());
            var all = new ArrayList<>(plan.keys());
            all.add(new Key(PLACE, false, false));
            keys = all;
        } else {
            schema = plan.schema();
            keys = plan.keys();
        }
    }

    synchronized int count() {
        return runs.size();
    }

    private synchronized void add(SpilledRows run) {
        runs.add(run);
    }

    /// Sorts rows and writes them as one run, or as several when memory does not suffice for one.
    ///
    /// @param pieces in the order of the input; they stay the caller's
    void write(List<HeldRows.Piece> pieces) {
        try {
            writeRun(pieces);
        } catch (PenstockException e) {
            if (e.code() != ErrorCode.MEMORY_LIMIT) {
                throw e;
            }
            long rows = rows(pieces);
            if (rows < 2 * FEWEST_ROWS) {
                throw tooLittle(rows, e);
            }
            write(pieces, 0, rows / 2);
            write(pieces, rows / 2, rows);
        }
    }

    /// Writes rows `from` to `to` of the pieces.
    private void write(List<HeldRows.Piece> pieces, long from, long to) {
        var part = new ArrayList<HeldRows.Piece>();
        long start = 0;
        for (HeldRows.Piece piece : pieces) {
            long low = Math.max(from, start) - start;
            long high = Math.min(to, start + piece.batch().rows()) - start;
            if (low < high) {
                part.add(new HeldRows.Piece(piece.place() + low, piece.batch().slice(low, high - low)));
            }
            start += piece.batch().rows();
        }
        try {
            write(part);
        } finally {
            part.forEach(HeldRows.Piece::close);
        }
    }

    /// Writes all of `pieces`, which stay the caller's, in runs that all threads sort side by side.
    void writeAll(List<HeldRows.Piece> pieces) {
        long rows = rows(pieces);
        if (rows == 0) {
            return;
        }
        long needed = LargeSort.bytes(plan.schema(), plan.keys(), rows);
        long free = Math.max(1, context.allocator().budget().softFreeBytes());
        long fit = Math.ceilDiv(needed * tasks.threads(), free);
        int parts = (int) Math.clamp(fit, tasks.threads(), Math.max(tasks.threads(), rows / FEWEST_ROWS));
        var work = new ArrayList<Runnable>();
        for (int i = 0; i < parts; i++) {
            long from = i * rows / parts;
            long to = (i + 1) * rows / parts;
            work.add(() -> write(pieces, from, to));
        }
        tasks.run(work);
    }

    private static long rows(List<HeldRows.Piece> pieces) {
        return pieces.stream().mapToLong(piece -> piece.batch().rows()).sum();
    }

    private PenstockException tooLittle(long rows, PenstockException cause) {
        long needed = LargeSort.bytes(plan.schema(), plan.keys(), rows);
        return new PenstockException(
                        ErrorCode.MEMORY_LIMIT,
                        "sort needs about %,d bytes for a run of %,d rows: %s"
                                .formatted(needed, rows, cause.getMessage()),
                        cause)
                .hint("raise memory_limit, or close frames that are no longer needed");
    }

    private void writeRun(List<HeldRows.Piece> pieces) {
        var batches = new ArrayList<Batch>();
        try {
            pieces.forEach(piece -> batches.add(placed(piece)));
        } catch (Throwable e) {
            batches.forEach(Batch::close);
            throw e;
        }
        var alone = new Tasks(tasks.pool(), 1, tasks.cancellation());
        var sort = new TableSort(schema, plan.keys(), plan.stable(), alone, context.allocator(), LargeSort.PART_ROWS);
        try (BatchStream sorted = sort.sort(batches)) {
            write(sorted);
        }
    }

    /// Writes a run of rows that are in order.
    private void write(BatchStream sorted) {
        SpilledRows run = context.spill().rows(OWNER, schema);
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

    /// The batch of a piece with its rows' places, if those matter, for the caller.
    private Batch placed(HeldRows.Piece piece) {
        Batch batch = piece.batch();
        if (!plan.stable()) {
            return batch.share();
        }
        try (Assembly assembly = new Assembly(context.allocator())) {
            Buffer places = assembly.buffer(batch.rows() << 3);
            for (long row = 0; row < batch.rows(); row++) {
                Native.putLong(places.address() + (row << 3), piece.place() + row);
            }
            var columns = new ArrayList<>(Column.shareAll(batch.columns()));
            columns.add(assembly.finish(ArrayData.flat(Types.INT64, batch.rows(), 0, Buffer.NONE, places)));
            return new Batch(schema, batch.rows(), columns);
        }
    }

    /// All rows in order. Called once, when all runs are written; the runs stay this object's.
    BatchStream merged() {
        while (true) {
            List<SpilledRows> next;
            synchronized (this) {
                int most = MergedRuns.most(runs, context.allocator().budget());
                if (runs.size() <= most) {
                    return new MergedRuns(plan.schema(), schema, keys, List.copyOf(runs), context);
                }
                // The smallest ones first: their rows are written once more.
                runs.sort(Comparator.comparingLong(SpilledRows::bytes));
                next = List.copyOf(runs.subList(0, Math.min(most, runs.size() - most + 1)));
                runs.subList(0, next.size()).clear();
            }
            try (BatchStream merged = new MergedRuns(schema, schema, keys, next, context)) {
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
