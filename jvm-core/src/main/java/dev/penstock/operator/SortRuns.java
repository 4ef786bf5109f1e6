package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.run.RunContext;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// Sorted runs on the disk: many threads write them, then they are merged into one order.
final class SortRuns implements AutoCloseable {
    private static final String OWNER = "sort";

    /// Fewer rows than this are not divided any more when memory does not suffice for them.
    private static final long FEWEST_ROWS = 1 << 10;

    private final BoundPlan.Sort plan;
    private final Tasks tasks;
    private final RunContext context;
    private final OrderedRuns runs;

    SortRuns(BoundPlan.Sort plan, Tasks tasks, RunContext context) {
        this.plan = plan;
        this.tasks = tasks;
        this.context = context;
        Schema schema = plan.schema();
        if (plan.stable()) {
            // Rows that agree are told apart by their places in the input.
            var keys = new ArrayList<>(plan.keys());
            keys.add(new Key(Places.NAME, false, false));
            runs = new OrderedRuns(OWNER, schema, Places.with(schema), keys, context);
        } else {
            runs = new OrderedRuns(OWNER, schema, schema, plan.keys(), context);
        }
    }

    int count() {
        return runs.count();
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
        var sort =
                new TableSort(
                        runs.runSchema(), plan.keys(), plan.stable(), alone, context.allocator(), LargeSort.PART_ROWS);
        try (BatchStream sorted = sort.sort(batches)) {
            runs.write(sorted);
        }
    }

    /// The batch of a piece with its rows' places, if those matter, for the caller.
    private Batch placed(HeldRows.Piece piece) {
        Batch batch = piece.batch();
        if (!plan.stable()) {
            return batch.share();
        }
        return Places.with(batch, runs.runSchema(), piece.place(), context.allocator());
    }

    /// All rows in order. Called once, when all runs are written; the runs stay this object's.
    BatchStream merged() {
        return runs.merged();
    }

    @Override
    public void close() {
        runs.close();
    }
}
