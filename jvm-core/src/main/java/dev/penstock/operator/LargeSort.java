package dev.penstock.operator;

import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.BatchStream;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.sort.MovedRows;
import dev.penstock.kernel.sort.RowSort;
import dev.penstock.kernel.sort.SortKey;
import dev.penstock.kernel.sort.Sortable;
import dev.penstock.kernel.sort.Splitters;
import dev.penstock.kernel.sort.TableWords;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;

/// Sorts many rows in memory, on all threads: rows go to parts that come one after the other, with all their values,
/// and then each part, which fits into a core's cache, is sorted alone.
///
/// Why values move twice: to fetch one from anywhere in memory takes as long as to write it to one of many places, read
/// it back in order, and fetch it from the cache, three times over. ADR 0008 has the figures.
final class LargeSort {
    /// Rows of a part: their words and one column stay in a core's second cache.
    static final int PART_ROWS = 1 << 15;

    private static final int CHUNK_ROWS = 1 << 14;
    private static final int SLICES_PER_THREAD = 8;

    /// Rows `from` to `from + count` of a piece.
    ///
    /// @param row the number of the first of them in the table
    private record Chunk(int piece, long from, long count, long row) {}

    private final SortTable table;
    private final int partRows;
    private final Tasks tasks;
    private final Allocator allocator;

    private LargeSort(SortTable table, int partRows, Tasks tasks, Allocator allocator) {
        this.table = table;
        this.partRows = partRows;
        this.tasks = tasks;
        this.allocator = allocator;
    }

    /// About how much memory it takes to sort `rows` rows, which are there already, by such keys.
    static long bytes(Schema schema, List<Key> keys, long rows) {
        var types = new ArrayList<DataType>();
        schema.fields().forEach(field -> types.add(field.type()));
        for (Key key : keys) {
            DataType type = schema.field(key.column()).type();
            if (!Sortable.isAsItIs(type)) {
                types.add(Types.BINARY);
            }
        }
        return MovedRows.bytes(types, rows) + 2 * rows + RowSort.bytes(Math.min(rows, 2 * PART_ROWS));
    }

    /// The rows of `table`, which moves in, in order.
    ///
    /// @param partRows about how many rows a part gets
    static BatchStream sort(SortTable table, int partRows, Tasks tasks, Allocator allocator, int batchRows) {
        try (table) {
            return new LargeSort(table, partRows, tasks, allocator).sorted(batchRows);
        }
    }

    private BatchStream sorted(int batchRows) {
        var keys = new ArrayList<List<SortKey>>();
        for (int piece = 0; piece < table.pieces(); piece++) {
            keys.add(table.keys(piece));
        }
        long wanted = Math.clamp(table.rows() / partRows, 1, Splitters.MOST_PARTS);
        var moved = new MovedRows(table.columns(), table.rows(), allocator);
        try {
            long[] starts;
            try (var words = new TableWords(keys, spans(keys), (int) wanted, table.ranks(), allocator)) {
                starts = move(words, moved);
            }
            table.releasePieces();
            sortParts(moved, starts);
            return new MovedStream(table.schema(), moved, table.rows(), batchRows);
        } catch (Throwable e) {
            moved.close();
            throw e;
        }
    }

    private TableWords.Spans spans(List<List<SortKey>> keys) {
        var spans = new TableWords.Spans[keys.size()];
        var work = new ArrayList<Runnable>();
        for (int piece = 0; piece < spans.length; piece++) {
            int index = piece;
            work.add(() -> {
                tasks.check();
                spans[index] = TableWords.Spans.of(keys.get(index));
            });
        }
        tasks.run(work);
        TableWords.Spans all = spans[0];
        for (TableWords.Spans one : spans) {
            all = all.with(one);
        }
        return all;
    }

    /// Moves all rows to their parts; where each part begins, and the end.
    private long[] move(TableWords words, MovedRows moved) {
        List<List<Chunk>> slices = slices();
        int parts = words.parts();
        try (Block partOfRow = allocator.allocate(2 * table.rows())) {
            int[][] places = new int[slices.size()][parts];
            run(slices, slice -> count(slices.get(slice), words, partOfRow.address(), places[slice]));
            long[] starts = new long[parts + 1];
            int next = 0;
            for (int part = 0; part < parts; part++) {
                starts[part] = next;
                for (int[] slice : places) {
                    int count = slice[part];
                    slice[part] = next;
                    next += count;
                }
            }
            starts[parts] = next;
            run(slices, slice -> scatter(slices.get(slice), partOfRow.address(), places[slice], moved));
            return starts;
        }
    }

    private interface SliceWork {
        void run(int slice);
    }

    private void run(List<List<Chunk>> slices, SliceWork each) {
        var work = new ArrayList<Runnable>();
        for (int i = 0; i < slices.size(); i++) {
            int slice = i;
            work.add(() -> each.run(slice));
        }
        tasks.run(work);
    }

    /// The table in chunks that stay in the cache, and those in a few slices for each thread.
    private List<List<Chunk>> slices() {
        var chunks = new ArrayList<Chunk>();
        long row = 0;
        for (int piece = 0; piece < table.pieces(); piece++) {
            for (long from = 0; from < table.rows(piece); from += CHUNK_ROWS) {
                long count = Math.min(CHUNK_ROWS, table.rows(piece) - from);
                chunks.add(new Chunk(piece, from, count, row));
                row += count;
            }
        }
        int count = Math.min(chunks.size(), SLICES_PER_THREAD * tasks.threads());
        var slices = new ArrayList<List<Chunk>>();
        for (int i = 0; i < count; i++) {
            slices.add(chunks.subList(i * chunks.size() / count, (i + 1) * chunks.size() / count));
        }
        return slices;
    }

    private void count(List<Chunk> chunks, TableWords words, long partOfRow, int[] counts) {
        try (Block room = allocator.allocate(16L * CHUNK_ROWS)) {
            for (Chunk chunk : chunks) {
                tasks.check();
                long to = partOfRow + 2 * chunk.row;
                words.classify(chunk.piece, chunk.from, chunk.count, to, room.address());
                for (long i = 0; i < chunk.count; i++) {
                    counts[Native.getShort(to + (i << 1))]++;
                }
            }
        }
    }

    private void scatter(List<Chunk> chunks, long partOfRow, int[] places, MovedRows moved) {
        try (Block rows = allocator.allocate(Selection.bytes(CHUNK_ROWS));
                Block room = allocator.allocate(moved.roomBytes(CHUNK_ROWS))) {
            long to = rows.address();
            for (Chunk chunk : chunks) {
                tasks.check();
                long from = partOfRow + 2 * chunk.row;
                for (long i = 0; i < chunk.count; i++) {
                    Native.putInt(to + (i << 2), places[Native.getShort(from + (i << 1))]++);
                }
                moved.scatter(chunk.piece, chunk.from, chunk.count, chunk.row, to, room.address());
            }
        }
    }

    private void sortParts(MovedRows moved, long[] starts) {
        var work = new ArrayList<Runnable>();
        for (int i = 0; i + 1 < starts.length; i++) {
            int part = i;
            work.add(() -> sortPart(moved, starts[part], starts[part + 1] - starts[part]));
        }
        tasks.run(work);
    }

    private void sortPart(MovedRows moved, long from, long count) {
        tasks.check();
        if (count < 2) {
            return;
        }
        try (Assembly assembly = new Assembly(allocator);
                Block numbers = allocator.allocate(Selection.bytes(count))) {
            var keys = new ArrayList<SortKey>();
            for (int i = 0; i < table.orders().size(); i++) {
                keys.add(new SortKey(moved.array(table.keyColumn(i), from, count, assembly), table.orders().get(i)));
            }
            Selection order = RowSort.order(keys, count, table.ranks(), numbers.address(), allocator, tasks::check);
            if (!isInOrder(order)) {
                try (Block room = allocator.allocate(moved.roomBytes(count))) {
                    moved.permute(from, count, order, room.address());
                }
            }
        }
    }

    private static boolean isInOrder(Selection order) {
        for (long i = 0; i < order.count(); i++) {
            if (order.row(i) != i) {
                return false;
            }
        }
        return true;
    }
}
