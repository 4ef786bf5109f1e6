package dev.penstock.operator;

import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.kernel.Concatenate;
import dev.penstock.kernel.sort.SortKey;
import dev.penstock.kernel.sort.SortedCheck;
import dev.penstock.memory.Allocator;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Sorts rows that are in memory, in the way that suits them: rows in order stay where they are, few rows are sorted by
/// their numbers, and many in parts.
///
/// @param keys at least one
/// @param stable whether equal rows keep their order
record TableSort(Schema schema, List<Key> keys, boolean stable, Tasks tasks, Allocator allocator, int batchRows) {
    /// More rows are sorted in parts.
    private static final long FEW = 2L * LargeSort.PART_ROWS;

    /// Pieces of fewer rows are put together first.
    private static final long SMALL_PIECE = 1 << 10;

    private static final long FIRST_LOOK = 1 << 10;

    /// The rows of `batches`, which move in, in order.
    BatchStream sort(List<Batch> batches) {
        try {
            List<Batch> pieces = new ArrayList<>();
            batches.stream().filter(batch -> batch.rows() > 0).forEach(pieces::add);
            long rows = pieces.stream().mapToLong(Batch::rows).sum();
            if (rows == 0) {
                return BatchStream.of(schema, List.of());
            }
            if (rows / pieces.size() < SMALL_PIECE && rows > FEW) {
                try (Batch whole = Concatenate.batches(schema, pieces, allocator)) {
                    return sort(new SortTable(schema, keys, List.of(whole), allocator));
                }
            }
            return sort(new SortTable(schema, keys, pieces, allocator));
        } finally {
            batches.forEach(Batch::close);
        }
    }

    private BatchStream sort(SortTable table) {
        boolean sorted;
        boolean reversed;
        try {
            sorted = is(SortedCheck.SORTED, table);
            reversed = !sorted && is(stable ? SortedCheck.REVERSED : SortedCheck.REVERSED_WITH_TIES, table);
        } catch (Throwable e) {
            table.close();
            throw e;
        }
        if (sorted || reversed) {
            return new SortedStream(table, reversed, allocator, batchRows);
        }
        return table.rows() <= FEW
                ? SmallSort.sort(table, allocator, batchRows)
                : LargeSort.sort(table, LargeSort.PART_ROWS, tasks, allocator, batchRows);
    }

    /// Whether the rows come in order. Rows that do not show it in the first few, or the pieces in their borders.
    private boolean is(SortedCheck order, SortTable table) {
        if (!order.test(
                slice(table, 0, 0, FIRST_LOOK), Math.min(FIRST_LOOK, table.rows(0)), table.ranks(), allocator)) {
            return false;
        }
        for (int piece = 1; piece < table.pieces(); piece++) {
            if (!order.follows(table.keys(piece - 1), table.rows(piece - 1) - 1, table.keys(piece), 0)) {
                return false;
            }
        }
        var holds = new AtomicBoolean(true);
        var work = new ArrayList<Runnable>();
        for (int piece = 0; piece < table.pieces(); piece++) {
            // Neighbours overlap by a row.
            for (long from = 0; from < Math.max(1, table.rows(piece) - 1); from += LargeSort.PART_ROWS) {
                int index = piece;
                long start = from;
                work.add(() -> {
                    tasks.check();
                    long count = Math.min(LargeSort.PART_ROWS + 1, table.rows(index) - start);
                    if (holds.get()
                            && !order.test(slice(table, index, start, count), count, table.ranks(), allocator)) {
                        holds.set(false);
                    }
                });
            }
        }
        tasks.run(work);
        return holds.get();
    }

    private static List<SortKey> slice(SortTable table, int piece, long from, long most) {
        long count = Math.min(most, table.rows(piece) - from);
        return table.keys(piece).stream()
                .map(key -> new SortKey(key.values().slice(from, count), key.order()))
                .toList();
    }
}
