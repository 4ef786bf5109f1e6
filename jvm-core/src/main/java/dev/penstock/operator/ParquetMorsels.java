package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.run.NodeCounter;
import dev.penstock.run.WorkClock;
import dev.penstock.source.parquet.Condition;
import dev.penstock.source.parquet.ParquetScan;
import dev.penstock.source.parquet.Piece;
import dev.penstock.source.parquet.RowFilter;
import dev.penstock.source.parquet.ScanCounts;
import dev.penstock.source.parquet.ScanRequest;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// The rows of Parquet files, decoded by the workers that ask for them.
///
/// A worker that finds no decoded rows decodes the next piece of a file itself, outside of the lock; pieces are much
/// larger than morsels, so several workers share what one of them decoded, and their morsels come in the order of the
/// rows. How far ahead of the first morsel they decode is bounded.
final class ParquetMorsels implements Morsels {
    /// Decoded pieces that wait for their turn hold about this much.
    private static final long AHEAD_BYTES = 64L << 20;

    /// A piece, decoded or about to be.
    private static final class Slot {
        private final long bytes;
        private boolean done;
        private @Nullable Batch batch;
        private Morsel.@Nullable Cuts cuts;
        private long row;
        private @Nullable Throwable failure;

        Slot(long bytes) {
            this.bytes = bytes;
        }

        /// Whether nothing is left to hand out.
        boolean isOver() {
            return done && failure == null && (batch == null || row == batch.rows());
        }

        void leave() {
            if (cuts != null) {
                cuts.leave();
                cuts = null;
            }
            batch = null;
        }
    }

    private final ParquetScan scan;
    private final @Nullable BiFunction<Schema, Schema, RowFilter> filters;
    private final int morselRows;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final java.util.concurrent.locks.Condition changed = lock.newCondition();
    private final Deque<RowFilter> idle = new ArrayDeque<>();
    private final Deque<Slot> slots = new ArrayDeque<>();
    private long slotBytes;
    private long count;
    private boolean ended;
    private boolean closed;

    /// Adopts the scan.
    ///
    /// @param filters makes a filter that turns batches of one schema into ones of another
    private ParquetMorsels(
            ParquetScan scan, @Nullable BiFunction<Schema, Schema, RowFilter> filters, int morselRows, int threads) {
        this.scan = scan;
        this.filters = filters;
        this.morselRows = morselRows;
        most = threads + 2;
    }

    /// The rows that pass a filter.
    ///
    /// @param schema the columns that are wanted
    /// @param filtered the columns that the filter reads; null without a filter
    /// @param morselRows how many rows the morsels have at most
    static ParquetMorsels of(
            BoundPlan.FileScan scan,
            Schema schema,
            @Nullable List<Field> filtered,
            Condition condition,
            @Nullable BiFunction<Schema, Schema, RowFilter> filters,
            int morselRows,
            CoreRun run) {
        var counts = new ScanCounts();
        run.context().addScan(() -> ScanReports.of(scan, counts));
        var request =
                new ScanRequest(
                        scan.scan(),
                        schema,
                        filtered,
                        condition,
                        Long.MAX_VALUE,
                        new ColumnCasts(run.context().allocator(), run.context().cancellation()),
                        counts,
                        run.context().allocator());
        return new ParquetMorsels(new ParquetScan(request), filters, morselRows, run.context().threads());
    }

    @Override
    public @Nullable Morsel next() {
        while (true) {
            Slot own;
            Piece piece;
            lock.lock();
            try {
                Morsel morsel = cut();
                if (morsel != null) {
                    return morsel;
                }
                if (closed || (ended && slots.isEmpty())) {
                    return null;
                }
                piece = mayDecode() ? claim() : null;
                if (piece == null) {
                    if (!slots.isEmpty()) {
                        NodeCounter node = WorkClock.turnTo(null);
                        changed.awaitUninterruptibly();
                        WorkClock.turnTo(node);
                    }
                    continue;
                }
                own = new Slot(piece.bytes());
                slots.add(own);
                slotBytes += own.bytes;
            } finally {
                lock.unlock();
            }
            decode(piece, own);
        }
    }

    /// Holds the lock.
    private boolean mayDecode() {
        return !ended && (slots.isEmpty() || (slots.size() < most && slotBytes < AHEAD_BYTES));
    }

    /// The next piece; none behind a failure. Holds the lock.
    private @Nullable Piece claim() {
        Piece piece = null;
        try {
            piece = scan.claim();
            return piece;
        } finally {
            ended |= piece == null;
        }
    }

    /// The next morsel of the first piece, if that is decoded. Holds the lock.
    private @Nullable Morsel cut() {
        while (!slots.isEmpty() && slots.peek().isOver()) {
            Slot over = slots.remove();
            slotBytes -= over.bytes;
            over.leave();
            changed.signalAll();
        }
        Slot first = slots.peek();
        if (first == null || !first.done || closed) {
            return null;
        }
        rethrow(first);
        Batch batch = first.batch;
        Morsel.Cuts cuts = first.cuts;
        if (batch == null || cuts == null) {
            return null;
        }
        int rows = (int) Math.min(morselRows, batch.rows() - first.row);
        var morsel = new Morsel(count++, batch, first.row, rows, cuts.enter());
        first.row += rows;
        return morsel;
    }

    /// A failure comes in its place, and nothing behind it. Holds the lock.
    private void rethrow(Slot first) {
        Throwable failure = first.failure;
        if (failure != null) {
            first.failure = null;
            ended = true;
            closed = true;
            changed.signalAll();
        }
        switch (failure) {
            case null -> {}
            case Error error -> throw error;
            case RuntimeException error -> throw error;
            default -> throw new AssertionError(failure);
        }
    }

    private void decode(Piece piece, Slot own) {
        Batch batch = null;
        Throwable failure = null;
        RowFilter filter = null;
        try (piece) {
            filter = filter();
            batch = scan.read(piece, filter);
        } catch (Throwable e) {
            failure = e;
        }
        lock.lock();
        try {
            if (filter != null) {
                idle.push(filter);
            }
            own.done = true;
            own.failure = failure;
            if (batch != null) {
                own.batch = batch;
                own.cuts = new Morsel.Cuts(batch::close);
            }
            if (closed) {
                leave();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// A filter that nobody uses at the moment.
    private @Nullable RowFilter filter() {
        lock.lock();
        try {
            RowFilter known = idle.poll();
            if (known != null || filters == null) {
                return known;
            }
        } finally {
            lock.unlock();
        }
        return filters.apply(scan.filteredSchema(), scan.keptSchema());
    }

    /// Whoever asks decodes, and waits only when enough of the others do.
    @Override
    public boolean isPrompt() {
        return true;
    }

    /// Gives back what is decoded and what is idle. Holds the lock.
    private void leave() {
        slots.forEach(Slot::leave);
        idle.forEach(RowFilter::close);
        idle.clear();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            leave();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        scan.close();
    }
}
