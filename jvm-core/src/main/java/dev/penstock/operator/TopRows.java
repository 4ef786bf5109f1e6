package dev.penstock.operator;

import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.kernel.Concatenate;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Relayout;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.sort.DictionaryRanks;
import dev.penstock.kernel.sort.RowBound;
import dev.penstock.kernel.sort.RowSelect;
import dev.penstock.kernel.sort.SortOrder;
import dev.penstock.kernel.sort.Sortable;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// The first rows that a worker has seen, and some more that may be among them. Not thread-safe.
final class TopRows implements AutoCloseable {
    /// So many rows are kept beyond those that are wanted before the first of them are chosen.
    private static final long SLACK = 1 << 12;

    private final Schema schema;
    private final List<Key> sortKeys;
    private final long most;
    private final List<SortOrder> orders;
    private final TopKBreaker.SharedBound bound;
    private final Allocator allocator;
    private final Runnable check;
    private final List<Batch> kept = new ArrayList<>();
    private long rows;

    /// @param sortKeys at least one, columns of `schema`
    /// @param most how many rows are wanted, at least one
    /// @param bound told which rows come too late; it says so, too
    TopRows(
            Schema schema,
            List<Key> sortKeys,
            long most,
            TopKBreaker.SharedBound bound,
            Allocator allocator,
            Runnable check) {
        this.schema = schema;
        this.sortKeys = sortKeys;
        this.most = most;
        this.orders = SortTable.orders(sortKeys);
        this.bound = bound;
        this.allocator = allocator;
        this.check = check;
    }

    /// Looks at the rows of a batch, which stays the caller's.
    void add(Batch batch) {
        RowBound first = bound.first();
        if (first == null) {
            keep(batch.share());
        } else {
            List<Column> keys = keys(batch);
            try (Block numbers = allocator.allocate(2 * Selection.bytes(batch.rows()))) {
                long room = numbers.address() + Selection.bytes(batch.rows());
                Selection before =
                        first.before(keys.stream().map(Column::data).toList(), batch.rows(), numbers.address(), room);
                if (before.count() > 0) {
                    keep(gather(batch, before));
                }
            } finally {
                Column.closeAll(keys);
            }
        }
        if (rows / 2 >= most && rows - SLACK >= most) {
            choose();
        }
    }

    private void keep(Batch batch) {
        kept.add(batch);
        rows += batch.rows();
    }

    /// The key columns, such that values of all batches compare: without dictionaries.
    private List<Column> keys(Batch batch) {
        var keys = new ArrayList<Column>();
        try {
            for (Key key : sortKeys) {
                Column column = batch.column(batch.schema().indexOf(key.column()));
                if (column.type() instanceof DataType.Dictionary(_, DataType values, _)) {
                    try (Column plain = Relayout.column(column, values, allocator)) {
                        keys.add(Sortable.of(plain, allocator));
                    }
                } else {
                    keys.add(Sortable.of(column, allocator));
                }
            }
            return keys;
        } catch (Throwable e) {
            Column.closeAll(keys);
            throw e;
        }
    }

    private Batch gather(Batch batch, Selection chosen) {
        var columns = new ArrayList<Column>();
        try {
            batch.columns().forEach(column -> columns.add(Gather.column(column, chosen, allocator)));
            return new Batch(schema, chosen.count(), columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    /// Keeps as many rows as are wanted, and tells behind which no other is.
    private void choose() {
        check.run();
        try (Batch all = Concatenate.batches(schema, kept, allocator)) {
            clear();
            List<Column> keys = keys(all);
            try (var ranks = new DictionaryRanks(allocator);
                    Block numbers = allocator.allocate(Selection.bytes(all.rows()))) {
                Selection first =
                        RowSelect.first(keys, orders, all.rows(), most, ranks, numbers.address(), allocator, check);
                bound.offer(new RowBound(keys, first.row(first.count() - 1), orders, allocator));
                keep(gather(all, first));
            } finally {
                Column.closeAll(keys);
            }
        }
    }

    private void clear() {
        kept.forEach(Batch::close);
        kept.clear();
        rows = 0;
    }

    /// Hands all rows over to `other`, which looks at none of them: the bound would refuse the row that it is made of.
    void moveTo(TopRows other) {
        kept.forEach(batch -> other.keep(batch.share()));
        clear();
    }

    /// The first rows, in any order; they move to the caller.
    List<Batch> take() {
        if (rows > most) {
            choose();
        }
        List<Batch> taken = List.copyOf(kept);
        kept.clear();
        rows = 0;
        return taken;
    }

    @Override
    public void close() {
        clear();
    }
}
