package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.run.NodeCounter;
import org.jspecify.annotations.Nullable;

/// A row of aggregates for each window, in pieces that are computed by whoever asks for them: each of windows that go
/// on from one another, as far as they do. Time grows with the rows and the windows, not with the rows of all windows.
///
/// For each row there are the values that aggregates read, as [SlidingLanes] says, beside what [SlidingPlan] projects;
/// and for whoever works on a piece, up to 24 bytes for each row of its longest window and 24 for each window.
final class SlidingMorsels implements Morsels {
    /// A piece looks at the rows of its first window that a piece before it has looked at: that is a part of its work.
    private static final long LEAST_SHARE = 2;

    /// So many windows are looked at together where they have few rows.
    private static final long STRIDE = 64;

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
            operator.projects().forEach(project -> run.counter(project).add(found.table().rows(), 0));
            Batch batch = new ProjectedTable(plan.projects(), plan.schema(), found.table(), run).rows();
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

    /// Where a piece ends that begins with window `first`. About how many rows enter some windows is told by how far
    /// their end moves, and by their rows; only where these are many is it asked window by window.
    private long end(long first) {
        WindowTable windows = found.windows();
        long wanted = Math.max(2L * morselRows, LEAST_SHARE * windows.rows(first));
        long work = 1;
        long last = first + 1;
        while (last < windows.count() && work < wanted) {
            long next = Math.min(last + STRIDE, windows.count());
            long rows = windows.end(next - 1) - windows.start(last);
            if (rows > morselRows) {
                work += 1 + entering(windows, last);
                last++;
            } else {
                work += next - last + Math.min(rows, Math.abs(windows.to(next - 1) - windows.to(last - 1)));
                last = next;
            }
        }
        return last;
    }

    /// How many rows of a window the one before it does not have.
    private static long entering(WindowTable windows, long window) {
        long rows = windows.rows(window);
        long shared = windows.to(window - 1) - windows.from(window);
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
