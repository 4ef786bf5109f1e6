package dev.penstock.operator;

import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.kernel.sort.RowSort;
import dev.penstock.kernel.sort.SortOrder;
import dev.penstock.kernel.sort.ValueOrder;
import dev.penstock.memory.Budget;
import dev.penstock.run.RunContext;
import dev.penstock.spill.SpilledRows;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sorted runs merged into one order, with a batch of each in memory.
///
/// Not row by row: of the batches at hand, the one that ends first says how far all others can be used; what lies
/// before its end is put together and sorted, in the cache and by radix, as any few rows are.
final class MergedRuns implements BatchStream {
    /// A batch comes packed and unpacked, is cut and put together, and gathered.
    private static final int COPIES = 5;

    private static final int FEWEST = 2;

    private final Schema schema;
    private final List<Key> keys;
    private final List<SortOrder> orders;
    private final RunContext context;
    private final Schema runSchema;
    private final List<Run> live = new ArrayList<>();
    private @Nullable BatchStream round;
    private boolean closed;

    /// @param schema of the result: the first columns of the runs
    /// @param runs stay the caller's, but each is removed when it has been read
    MergedRuns(Schema schema, Schema runSchema, List<Key> keys, List<SpilledRows> runs, RunContext context) {
        this.schema = schema;
        this.runSchema = runSchema;
        this.keys = keys;
        this.orders = SortTable.orders(keys);
        this.context = context;
        try {
            runs.forEach(run -> live.add(new Run(run)));
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /// How many runs can be merged at once with what is left of the budget.
    static int most(List<SpilledRows> runs, Budget budget) {
        long piece = runs.stream().mapToLong(MergedRuns::bytes).max().orElse(1);
        return Math.clamp(budget.freeBytes() / piece, FEWEST, Integer.MAX_VALUE);
    }

    /// How much memory a run needs while it is merged: few columns take less than it does to sort their rows.
    private static long bytes(SpilledRows run) {
        return 1 + COPIES * run.largestPieceBytes() + RowSort.bytes(run.largestPieceRows());
    }

    /// A run that is being read: the rows of `batch` from `from` on are next.
    private final class Run {
        private final SpilledRows rows;
        private final BatchStream stream;
        private @Nullable Batch batch;
        private List<ArrayData> values = List.of();
        private long from;

        Run(SpilledRows rows) {
            this.rows = rows;
            this.stream = rows.stream();
        }

        /// Makes sure that there are rows, and says whether there are.
        boolean fill() {
            while (batch == null || from == batch.rows()) {
                if (batch != null) {
                    batch.close();
                }
                batch = stream.next();
                from = 0;
                if (batch == null) {
                    close();
                    rows.close();
                    return false;
                }
                Batch current = batch;
                values = keys.stream().map(key -> current.column(runSchema.indexOf(key.column())).data()).toList();
            }
            return true;
        }

        long end() {
            return batch == null ? 0 : batch.rows();
        }

        /// The first row from `from` on that comes behind the last row of `other`.
        long firstBehind(Run other) {
            long low = from;
            long high = end();
            while (low < high) {
                long middle = (low + high) >>> 1;
                if (ValueOrder.compare(values, middle, other.values, other.end() - 1, orders) <= 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        /// The rows up to `to`, which are over then, for the caller.
        Batch take(long to) {
            Batch current = batch;
            if (current == null) {
                throw new AssertionError("a run without rows");
            }
            Batch taken = current.slice(from, to - from);
            from = to;
            return taken;
        }

        void close() {
            stream.close();
            if (batch != null) {
                batch.close();
                batch = null;
            }
        }
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable Batch next() {
        while (!closed) {
            BatchStream current = round;
            Batch batch = current == null ? null : current.next();
            if (batch != null) {
                return schema.size() == runSchema.size() ? batch : narrowed(batch);
            }
            if (current != null) {
                current.close();
            }
            context.cancellation().check();
            round = nextRound();
            if (round == null) {
                return null;
            }
        }
        return null;
    }

    private Batch narrowed(Batch batch) {
        try (batch) {
            return new Batch(schema, batch.rows(), Column.shareAll(batch.columns().subList(0, schema.size())));
        }
    }

    /// Rows that come before all others, in order; null at the end.
    private @Nullable BatchStream nextRound() {
        live.removeIf(run -> !run.fill());
        if (live.isEmpty()) {
            return null;
        }
        Run first = live.getFirst();
        for (Run run : live) {
            if (ValueOrder.compare(run.values, run.end() - 1, first.values, first.end() - 1, orders) < 0) {
                first = run;
            }
        }
        var taken = new ArrayList<Batch>();
        try {
            for (Run run : live) {
                long to = run == first ? run.end() : run.firstBehind(first);
                if (to > run.from) {
                    taken.add(run.take(to));
                }
            }
            if (taken.size() == 1) {
                return new SlicedStream(BatchStream.of(runSchema, List.of(taken.removeFirst())), context.batchRows());
            }
            var table = new SortTable(runSchema, keys, taken, context.allocator());
            return SmallSort.sort(table, context.allocator(), context.batchRows());
        } finally {
            taken.forEach(Batch::close);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (round != null) {
            round.close();
            round = null;
        }
        live.forEach(Run::close);
        live.clear();
    }
}
