package dev.penstock.kernel.join;

import dev.penstock.column.Bitmap;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The valid rows of the build side and their codes, put together by the upper bits of the codes. Within a partition
/// the rows keep their order.
///
/// What is done with a partition afterwards stays in a core's second cache, and no two workers meet in one.
final class CodePartitions implements AutoCloseable {
    private final Block codes;
    private final Block rows;
    private final int[] starts;

    private CodePartitions(Block codes, Block rows, int[] starts) {
        this.codes = codes;
        this.rows = rows;
        this.starts = starts;
    }

    /// How many partitions there are.
    int count() {
        return starts.length - 1;
    }

    /// The place of a partition's first row.
    int start(int partition) {
        return starts[partition];
    }

    /// The place behind a partition's last row.
    int end(int partition) {
        return starts[partition + 1];
    }

    int rowCount() {
        return starts[starts.length - 1];
    }

    /// Where the codes lie, eight bytes each.
    long codes() {
        return codes.address();
    }

    /// Where the numbers of the rows lie, four bytes each.
    long rows() {
        return rows.address();
    }

    /// @param shift how far a code is shifted down to give its partition
    /// @param count how many partitions, a power of two
    static CodePartitions of(
            BuildWords words, Spread spread, int shift, int count, Allocator allocator, Runner runner) {
        long rows = words.valid().length();
        int tasks = (int) ((rows + BuildWords.TASK_ROWS - 1) / BuildWords.TASK_ROWS);
        var places = new int[tasks][];
        BuildWords.forTasks(
                rows,
                runner,
                (from, length) ->
                        places[(int) (from / BuildWords.TASK_ROWS)] = count(words, spread, shift, count, from, length));
        int[] starts = starts(places, count);
        @Nullable Block codeBlock = null;
        @Nullable Block rowBlock = null;
        try {
            codeBlock = allocator.allocate((long) starts[count] << 3);
            rowBlock = allocator.allocate(Selection.bytes(starts[count]));
            var made = new CodePartitions(codeBlock, rowBlock, starts);
            BuildWords.forTasks(
                    rows,
                    runner,
                    (from, length) ->
                            made.scatter(
                                    words, spread, shift, places[(int) (from / BuildWords.TASK_ROWS)], from, length));
            return made;
        } catch (Throwable e) {
            if (codeBlock != null) {
                codeBlock.close();
            }
            if (rowBlock != null) {
                rowBlock.close();
            }
            throw e;
        }
    }

    private static int[] count(BuildWords words, Spread spread, int shift, int partitions, long from, long length) {
        int[] counts = new int[partitions];
        long address = words.address();
        Bitmap valid = words.valid();
        if (valid.isAllSet()) {
            for (long row = from; row < from + length; row++) {
                counts[(int) (spread.code(Native.getLong(address + (row << 3))) >>> shift) & partitions - 1]++;
            }
            return counts;
        }
        for (long base = from; base < from + length; base += Long.SIZE) {
            for (long bits = valid.word(base); bits != 0; bits &= bits - 1) {
                long row = base + Long.numberOfTrailingZeros(bits);
                counts[(int) (spread.code(Native.getLong(address + (row << 3))) >>> shift) & partitions - 1]++;
            }
        }
        return counts;
    }

    /// Where each partition starts; makes places of the tasks' counts.
    private static int[] starts(int[][] counts, int partitions) {
        int[] starts = new int[partitions + 1];
        int place = 0;
        for (int partition = 0; partition < partitions; partition++) {
            starts[partition] = place;
            for (int[] task : counts) {
                int count = task[partition];
                task[partition] = place;
                place += count;
            }
        }
        starts[partitions] = place;
        return starts;
    }

    private void scatter(BuildWords words, Spread spread, int shift, int[] places, long from, long length) {
        long address = words.address();
        Bitmap valid = words.valid();
        long toCodes = codes.address();
        long toRows = rows.address();
        int mask = count() - 1;
        if (valid.isAllSet()) {
            for (long row = from; row < from + length; row++) {
                long code = spread.code(Native.getLong(address + (row << 3)));
                long place = places[(int) (code >>> shift) & mask]++;
                Native.putLong(toCodes + (place << 3), code);
                Native.putInt(toRows + (place << 2), (int) row);
            }
            return;
        }
        for (long base = from; base < from + length; base += Long.SIZE) {
            for (long bits = valid.word(base); bits != 0; bits &= bits - 1) {
                long row = base + Long.numberOfTrailingZeros(bits);
                long code = spread.code(Native.getLong(address + (row << 3)));
                long place = places[(int) (code >>> shift) & mask]++;
                Native.putLong(toCodes + (place << 3), code);
                Native.putInt(toRows + (place << 2), (int) row);
            }
        }
    }

    /// The partitions' numbers as tasks.
    void forEach(Runner runner, IntConsumer task) {
        var tasks = new ArrayList<Runnable>();
        for (int i = 0; i < count(); i++) {
            int partition = i;
            if (start(i) < end(i)) {
                tasks.add(() -> task.accept(partition));
            }
        }
        runner.run(tasks);
    }

    @Override
    public void close() {
        codes.close();
        rows.close();
    }
}
