package dev.penstock.operator;

import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.sort.DictionaryRanks;
import dev.penstock.kernel.sort.RowSort;
import dev.penstock.kernel.sort.SortKey;
import dev.penstock.kernel.sort.SortOrder;
import dev.penstock.kernel.sort.Sortable;
import dev.penstock.kernel.window.Sequence;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.List;

/// Puts the rows of each partition in the order of some keys, where partitions lie together already: a few partitions
/// at a time, in a core's cache, and many such pieces side by side. One sort of all rows by partition and keys has to
/// move each row through memory several times.
///
/// @param table the rows
/// @param partition the number of each row's partition
/// @param keys at least one
record PartitionSort(Batch table, Column partition, List<Key> keys, Tasks tasks, Allocator allocator) {
    /// Larger partitions leave the cache, and only one thread at a time would work on each.
    private static final long MOST_ROWS = 1L << 17;

    private static final long PIECE_ROWS = 1L << 14;

    /// Whether all partitions are small enough.
    static boolean suits(Sequence sequence) {
        for (long partition = 0; partition < sequence.partitions(); partition++) {
            if (sequence.end(partition) - sequence.start(partition) > MOST_ROWS) {
                return false;
            }
        }
        return true;
    }

    /// Changes the order within the partitions. Rows that agree in all keys keep theirs.
    void run(Sequence sequence) {
        try (var ranks = new DictionaryRanks(allocator)) {
            var pieces = new ArrayList<Runnable>();
            long first = 0;
            while (first < sequence.partitions()) {
                long start = sequence.start(first);
                long next = first + 1;
                while (next < sequence.partitions() && sequence.end(next) - start <= PIECE_ROWS) {
                    next++;
                }
                long rows = sequence.start(next) - start;
                boolean several = next > first + 1;
                if (rows > 1) {
                    pieces.add(() -> sort(sequence.order() + Selection.bytes(start), rows, several, ranks));
                }
                first = next;
            }
            tasks.run(pieces);
        }
    }

    /// Sorts the rows whose numbers are at `order`.
    private void sort(long order, long rows, boolean several, DictionaryRanks ranks) {
        tasks.check();
        var chosen = new Selection(order, rows);
        var columns = new ArrayList<Column>();
        var sortKeys = new ArrayList<SortKey>();
        try (Block before = allocator.allocate(Selection.bytes(rows));
                Block places = allocator.allocate(Selection.bytes(rows))) {
            if (several) {
                columns.add(Gather.column(partition, chosen, allocator));
                sortKeys.add(new SortKey(columns.getLast().data(), SortOrder.ASCENDING));
            }
            for (Key key : keys) {
                Column column = table.column(table.schema().indexOf(key.column()));
                try (Column gathered = Gather.column(column, chosen, allocator)) {
                    columns.add(Sortable.of(gathered, allocator));
                }
                var direction = new SortOrder(key.descending(), key.nullsLast());
                sortKeys.add(new SortKey(columns.getLast().data(), direction));
            }
            Native.copy(order, before.address(), Selection.bytes(rows));
            Selection sorted = RowSort.order(sortKeys, rows, ranks, places.address(), allocator, tasks::check);
            for (long i = 0; i < rows; i++) {
                int row = Native.getInt(before.address() + Selection.bytes(sorted.row(i)));
                Native.putInt(order + Selection.bytes(i), row);
            }
        } finally {
            Column.closeAll(columns);
        }
    }
}
