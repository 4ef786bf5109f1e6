package dev.penstock.operator;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.KeyHashes;
import dev.penstock.kernel.group.DenseRows;
import dev.penstock.kernel.group.DenseSieve;
import dev.penstock.kernel.group.DistinctTable;
import dev.penstock.kernel.group.GroupedColumn;
import dev.penstock.kernel.group.Kept;
import dev.penstock.kernel.group.RowPlaces;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.spill.HashParts;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Finds which rows are the same in some columns, and chooses among them: rows are parted by their hashes, so that the
/// table of a part stays in a core's cache, and all parts are searched side by side. No row is moved.
///
/// @param keys the numbers of the columns that tell rows apart
record DistinctSearch(Schema schema, List<Integer> keys, Kept kept, Tasks tasks, Allocator allocator) {
    /// Rows of a part. Their table has twice as many entries of 16 bytes.
    private static final int PART_ROWS = 1 << 13;

    /// Parts are alike, but not the same.
    private static final double MORE = 1.2;

    private static final int MOST_BITS = 10;
    private static final int TASKS_PER_THREAD = 8;
    private static final int ENTRY_BYTES = 16;

    /// About how much memory it takes to tell `rows` rows apart, which are there already.
    static long bytes(long rows) {
        return rows * (ENTRY_BYTES + Long.BYTES + 1) + (2L * PART_ROWS * ENTRY_BYTES);
    }

    /// The rows of `batches`, which move in, that are chosen, in their order.
    ///
    /// @param batches none of them with more than [GroupedColumn#MOST_ROWS] rows
    BatchStream chosen(List<Batch> batches) {
        long rows = batches.stream().mapToLong(Batch::rows).sum();
        Block marks = null;
        try {
            marks = allocator.allocateZeroed(rows);
            if (rows > 0 && !markDense(batches, rows, marks.address())) {
                new Search(batches, rows, marks.address()).run();
            }
            return new ChosenRows(schema, batches, marks, allocator);
        } catch (Throwable e) {
            batches.forEach(Batch::close);
            if (marks != null) {
                marks.close();
            }
            if (e instanceof PenstockException error && error.code() == ErrorCode.MEMORY_LIMIT) {
                throw tooLittle(rows, error);
            }
            throw e;
        }
    }

    /// Marks the chosen rows by a bit for each value that there could be, where that can be done. One thread does it
    /// all: it takes a nanosecond a row, a tenth of what it takes to part them.
    private boolean markDense(List<Batch> batches, long rows, long marks) {
        if (!DenseSieve.handles(keys.stream().map(key -> schema.field(key).type()).toList(), kept)) {
            return false;
        }
        try (var seen = new DenseRows(rows, allocator)) {
            long row = 0;
            for (Batch batch : batches) {
                tasks.check();
                if (!seen.mark(batch.column(keys.getFirst()).data(), marks + row)) {
                    Native.fill(marks, row + batch.rows(), (byte) 0);
                    return false;
                }
                row += batch.rows();
            }
        }
        return true;
    }

    private static PenstockException tooLittle(long rows, PenstockException cause) {
        return new PenstockException(
                        ErrorCode.MEMORY_LIMIT,
                        "unique needs about %,d bytes to tell %,d rows apart: %s"
                                .formatted(bytes(rows), rows, cause.getMessage()),
                        cause)
                .hint("raise memory_limit, or close frames that are no longer needed");
    }

    /// Pieces `from` to `to`.
    private record Slice(int from, int to) {}

    private final class Search {
        private final List<List<ArrayData>> pieces = new ArrayList<>();
        private final long[] starts;
        private final long rows;
        private final long marks;
        private final HashParts parts;

        Search(List<Batch> batches, long rows, long marks) {
            this.rows = rows;
            this.marks = marks;
            starts = new long[batches.size() + 1];
            for (int i = 0; i < batches.size(); i++) {
                Batch batch = batches.get(i);
                pieces.add(keys.stream().map(key -> batch.column(key).data()).toList());
                starts[i + 1] = starts[i] + batch.rows();
            }
            int bits = Long.SIZE - Long.numberOfLeadingZeros(rows / PART_ROWS);
            parts = new HashParts(Math.min(bits, MOST_BITS), 0);
        }

        void run() {
            try (Block entries = allocator.allocate(ENTRY_BYTES * rows)) {
                long[] ends = part(entries.address());
                RowPlaces places = pieces.stream().allMatch(KeyHashes::tellApart) ? null : new RowPlaces(pieces);
                int count = Math.min(parts.count(), TASKS_PER_THREAD * tasks.threads());
                each(count, task -> search(task, count, entries.address(), ends, places));
            }
        }

        /// Writes entries for all rows, part by part and in order; where each part ends.
        private long[] part(long to) {
            List<Slice> slices = slices();
            long[][] next = new long[slices.size()][parts.count()];
            try (Block hashes = allocator.allocate(Long.BYTES * rows)) {
                each(slices.size(), slice -> count(slices.get(slice), hashes.address(), next[slice]));
                long[] ends = new long[parts.count()];
                long place = 0;
                for (int part = 0; part < parts.count(); part++) {
                    for (long[] slice : next) {
                        long count = slice[part];
                        slice[part] = place;
                        place += count;
                    }
                    ends[part] = place;
                }
                each(slices.size(), slice -> scatter(slices.get(slice), hashes.address(), next[slice], to));
                return ends;
            }
        }

        private List<Slice> slices() {
            var slices = new ArrayList<Slice>();
            long most = Math.max(GroupedColumn.MOST_ROWS, rows / ((long) TASKS_PER_THREAD * tasks.threads()));
            int from = 0;
            for (int to = 1; to <= pieces.size(); to++) {
                if (to == pieces.size() || starts[to + 1] - starts[from] > most) {
                    slices.add(new Slice(from, to));
                    from = to;
                }
            }
            return slices;
        }

        private void each(int count, IntConsumer one) {
            var work = new ArrayList<Runnable>();
            for (int i = 0; i < count; i++) {
                int number = i;
                work.add(() -> one.accept(number));
            }
            tasks.run(work);
        }

        private void count(Slice slice, long hashes, long[] counts) {
            for (int piece = slice.from; piece < slice.to; piece++) {
                tasks.check();
                long from = hashes + (starts[piece] << 3);
                long n = starts[piece + 1] - starts[piece];
                KeyHashes.write(pieces.get(piece), n, from);
                for (long row = 0; row < n; row++) {
                    counts[parts.of(Native.getLong(from + (row << 3)))]++;
                }
            }
        }

        private void scatter(Slice slice, long hashes, long[] next, long to) {
            for (int piece = slice.from; piece < slice.to; piece++) {
                tasks.check();
                long from = hashes + (starts[piece] << 3);
                long first = RowPlaces.of(piece, 0);
                long n = starts[piece + 1] - starts[piece];
                for (long row = 0; row < n; row++) {
                    long hash = Native.getLong(from + (row << 3));
                    long entry = to + (next[parts.of(hash)]++ << 4);
                    Native.putLong(entry, hash);
                    Native.putLong(entry + 8, first + row);
                }
            }
        }

        /// Searches every part whose number leaves the rest `rest`.
        private void search(int rest, int step, long entries, long[] ends, @Nullable RowPlaces places) {
            try (var table = new DistinctTable(places, kept, starts, marks, allocator)) {
                double share = 1;
                for (int part = rest; part < ends.length; part += step) {
                    long from = part == 0 ? 0 : ends[part - 1];
                    // Clearing a table for all rows costs as much as the search, if few of them are different.
                    table.clear(Math.min((long) (share * (ends[part] - from)), 2 * PART_ROWS));
                    for (long at = from; at < ends[part]; at += GroupedColumn.MOST_ROWS) {
                        tasks.check();
                        table.add(entries + at * ENTRY_BYTES, Math.min(GroupedColumn.MOST_ROWS, ends[part] - at));
                    }
                    share = Math.min(1, MORE * table.count() / Math.max(1, ends[part] - from));
                }
            }
        }
    }
}
