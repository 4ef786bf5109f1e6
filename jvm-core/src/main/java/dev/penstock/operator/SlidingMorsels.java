package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.evaluate.RowProgram;
import dev.penstock.run.NodeCounter;
import dev.penstock.run.RunContext;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// A row of aggregates for each window, in pieces that are computed by whoever asks for them: each of windows that go
/// on from one another, as far as they do. Time grows with the rows and the windows, not with the rows of all windows.
///
/// For each row there are the values that aggregates read, as [SlidingLanes] says, beside what [SlidingPlan] projects;
/// and for whoever works on a piece, up to 24 bytes for each row of its longest window and 24 for each window.
final class SlidingMorsels implements Morsels {
    /// A piece looks at the rows of its first window that a piece before it has looked at: that is a part of its work.
    private static final long LEAST_SHARE = 2;

    private final FoundWindows found;
    private final SlidingPiece.Source source;
    private final NodeCounter rowsOfWindows;
    private final int morselRows;
    private long next;
    private long number;
    private boolean closed;

    private SlidingMorsels(FoundWindows found, SlidingPiece.Source source, NodeCounter rowsOfWindows, int morselRows) {
        this.found = found;
        this.source = source;
        this.rowsOfWindows = rowsOfWindows;
        this.morselRows = morselRows;
        rowsOfWindows.expectRows();
    }

    /// Adopts what was found.
    static SlidingMorsels of(
            WindowAggregateOperator operator, SlidingPlan plan, FoundWindows found, int morselRows, CoreRun run) {
        try {
            Batch batch = projected(operator, plan, found.table(), run);
            found.adopt(batch);
            var columns = AggregateColumns.of(plan.accumulated());
            var rows = new SequencedRows(found.sequence(), run.tasks(), run.context().allocator());
            var lanes = new SlidingLanes(columns, batch, rows);
            found.adopt(lanes);
            var source =
                    new SlidingPiece.Source(
                            operator.plan().schema(), plan, columns, batch, lanes, found, run.context());
            return new SlidingMorsels(found, source, run.counter(operator.windows()), morselRows);
        } catch (Throwable e) {
            found.leave();
            throw e;
        }
    }

    /// What the aggregates read, for the caller.
    private static Batch projected(WindowAggregateOperator operator, SlidingPlan plan, Batch table, CoreRun run) {
        if (plan.projects().isEmpty()) {
            return table.share();
        }
        RunContext context = run.context();
        operator.projects().forEach(project -> run.counter(project).add(table.rows(), 0));
        int chunk = CoreRun.MORSEL_ROWS;
        int chunks = Math.toIntExact(Math.ceilDiv(table.rows(), chunk));
        var collected = new CollectedRows(plan.schema(), chunks);
        try {
            var work = new ArrayList<Runnable>();
            for (int i = 0; i < chunks; i++) {
                int part = i;
                long from = (long) i * chunk;
                int count = (int) Math.min(chunk, table.rows() - from);
                work.add(() -> {
                    context.cancellation().check();
                    try (var program = program(plan, table, context)) {
                        Batch computed = program.run(table, from, count);
                        if (computed != null) {
                            collected.add(part, part, computed);
                        }
                    }
                });
            }
            run.tasks().run(work);
            return collected.takeAll(run.tasks(), context.allocator());
        } finally {
            collected.close();
        }
    }

    private static RowProgram program(SlidingPlan plan, Batch table, RunContext context) {
        return new RowProgram(plan.projects(), table.schema(), context.allocator(), context.cancellation());
    }

    @Override
    public @Nullable Morsel next() {
        long place;
        long from;
        long to;
        synchronized (this) {
            if (closed || next >= found.windows().count()) {
                return null;
            }
            from = next;
            to = end(from);
            next = to;
            place = number++;
            found.enter();
        }
        try {
            rowsOfWindows.add(found.windows().end(to - 1) - found.windows().start(from), 0);
            Batch batch = new SlidingPiece(source, from, to - from).batch();
            return new Morsel(place, batch, 0, Math.toIntExact(batch.rows()), new Morsel.Cuts(batch::close));
        } finally {
            found.leave();
        }
    }

    /// Where a piece ends that begins with window `first`.
    private long end(long first) {
        WindowTable windows = found.windows();
        long wanted = Math.max(morselRows, LEAST_SHARE * windows.rows(first));
        long work = 0;
        long last = first;
        do {
            work += 1 + entering(windows, first, last);
            last++;
        } while (last < windows.count() && work < wanted);
        return last;
    }

    /// How many rows of a window the one before it does not have; none for the first window of a piece.
    private static long entering(WindowTable windows, long first, long window) {
        if (window == first) {
            return 0;
        }
        long rows = windows.rows(window);
        long shared = windows.from(window - 1) + windows.rows(window - 1) - windows.from(window);
        boolean goesOn = windows.from(window) >= windows.from(window - 1) && shared > 0;
        return goesOn ? Math.max(0, rows - shared) : rows;
    }

    @Override
    public boolean isPrompt() {
        return true;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (!closed) {
                closed = true;
                found.leave();
            }
        }
    }
}
