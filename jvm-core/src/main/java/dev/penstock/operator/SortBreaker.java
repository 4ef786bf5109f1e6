package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.run.RunContext;
import java.util.ArrayList;
import java.util.List;

/// Collects rows, and sorts them in memory when all are there. As soon as they no longer fit, those that are there
/// become sorted runs on the disk, which are merged in the end.
final class SortBreaker implements Breaker {
    private final BoundPlan.Sort plan;
    private final RunContext context;
    private final Tasks tasks;
    private final SortRuns runs;
    private final HeldRows held;
    private final long limit;

    SortBreaker(BoundPlan.Sort plan, CoreRun run) {
        this(plan, Long.MAX_VALUE, run);
    }

    /// @param limit only so many rows are wanted, in any order
    SortBreaker(BoundPlan.Sort plan, long limit, CoreRun run) {
        this.plan = plan;
        this.limit = limit;
        this.context = run.context();
        this.tasks = new Tasks(run.pool(), context.threads(), context.cancellation());
        this.runs = new SortRuns(plan, tasks, context);
        this.held =
                new HeldRows(
                        context.spill(),
                        context.threads(),
                        rows -> LargeSort.bytes(plan.schema(), plan.keys(), rows),
                        runs::write);
    }

    @Override
    public void consume(int worker, long morsel, Batch batch) {
        held.add(worker, morsel, batch);
    }

    @Override
    public BatchStream finish() {
        List<HeldRows.Piece> left = held.take();
        try {
            long rows = left.stream().mapToLong(piece -> piece.batch().rows()).sum();
            long needed = LargeSort.bytes(plan.schema(), plan.keys(), rows);
            if (runs.count() == 0 && !context.spill().isDue(rows, needed)) {
                try {
                    return inMemory(left);
                } catch (PenstockException e) {
                    // Others have taken the memory meanwhile.
                    if (e.code() != ErrorCode.MEMORY_LIMIT) {
                        throw e;
                    }
                }
            }
            runs.writeAll(left);
        } finally {
            left.forEach(HeldRows.Piece::close);
        }
        return limit == Long.MAX_VALUE ? runs.merged() : new SliceStream(runs.merged(), 0, limit);
    }

    private BatchStream inMemory(List<HeldRows.Piece> pieces) {
        if (limit < Long.MAX_VALUE) {
            return first(pieces);
        }
        var sort =
                new TableSort(
                        plan.schema(), plan.keys(), plan.stable(), tasks, context.allocator(), context.batchRows());
        var batches = new ArrayList<Batch>();
        pieces.forEach(piece -> batches.add(piece.batch().share()));
        return sort.sort(batches);
    }

    /// The first rows, in any order.
    private BatchStream first(List<HeldRows.Piece> pieces) {
        try (var bound = new TopKBreaker.SharedBound();
                var rows = new TopRows(plan.schema(), plan.keys(), limit, bound, context.allocator(), tasks::check)) {
            pieces.forEach(piece -> rows.add(piece.batch()));
            return new SlicedStream(BatchStream.of(plan.schema(), rows.take()), context.batchRows());
        }
    }

    @Override
    public void close() {
        held.close();
        runs.close();
    }
}
