package dev.penstock.kernel.join;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The words of all rows of the build side.
final class BuildWords implements AutoCloseable {
    /// What a task looks at: some milliseconds of work.
    static final long TASK_ROWS = 16L * KeyPart.MOST_ROWS;

    private final KeyForm form;
    private final @Nullable Block words;
    private final @Nullable Block bits;
    private final long address;
    private final Bitmap valid;

    private BuildWords(KeyForm form, @Nullable Block words, @Nullable Block bits, long address, Bitmap valid) {
        this.form = form;
        this.words = words;
        this.bits = bits;
        this.address = address;
        this.valid = valid;
    }

    KeyForm form() {
        return form;
    }

    /// Where the words lie, eight bytes each. Those of rows that are not valid may be any.
    long address() {
        return address;
    }

    /// Which rows can have a partner at all.
    Bitmap valid() {
        return valid;
    }

    /// @param parts makes the parts of the keys, for one task each
    static BuildWords of(
            List<ArrayData> keys,
            Supplier<List<KeyPart>> parts,
            boolean nullsEqual,
            Allocator allocator,
            Runner runner) {
        KeyForm form = form(keys, parts, nullsEqual, allocator, runner);
        ArrayData first = keys.getFirst();
        if (form.kind() == KeyForm.Kind.PLAIN && isPlain(first)) {
            Bitmap valid = first.countNulls() == 0 ? Bitmap.allSet(first.length()) : first.validity();
            return new BuildWords(form, null, null, first.buffer(1).address() + (first.offset() << 3), valid);
        }
        long rows = first.length();
        Block words = allocator.allocate(rows << 3);
        Block bits = null;
        try {
            bits = allocator.allocate(Bitmaps.bytes(rows));
            long toWords = words.address();
            long toBits = bits.address();
            boolean[] some = new boolean[1];
            forTasks(
                    rows,
                    runner,
                    (from, count) -> {
                        try (var maker = new KeyWords(form, parts.get(), allocator)) {
                            pieces(
                                    keys,
                                    from,
                                    count,
                                    (at, piece) -> {
                                        maker.of(piece);
                                        long length = piece.getFirst().length();
                                        Native.copy(maker.words(), toWords + (at << 3), length << 3);
                                        Bitmaps.copy(maker.valid(), toBits + (at >>> 3));
                                        if (!maker.valid().isAllSet()) {
                                            some[0] = true;
                                        }
                                    });
                        }
                    });
            Bitmap valid = some[0] ? new Bitmap(toBits, 0, rows) : Bitmap.allSet(rows);
            return new BuildWords(form, words, bits, toWords, valid);
        } catch (Throwable e) {
            words.close();
            if (bits != null) {
                bits.close();
            }
            throw e;
        }
    }

    /// Whether the words lie in the column's own memory.
    private static boolean isPlain(ArrayData key) {
        return switch (key.type()) {
            case DataType.Int(int bits, _) -> bits == Long.SIZE;
            case DataType.Timestamp _, DataType.Duration _ -> true;
            default -> false;
        };
    }

    private static KeyForm form(
            List<ArrayData> keys,
            Supplier<List<KeyPart>> parts,
            boolean nullsEqual,
            Allocator allocator,
            Runner runner) {
        List<KeyPart> looked = parts.get();
        try {
            if (!looked.stream().allMatch(KeyPart::isNumber)) {
                return KeyForm.hashed(nullsEqual);
            }
        } finally {
            looked.forEach(KeyPart::close);
        }
        KeyForm.Range[] ranges = new KeyForm.Range[keys.size()];
        Arrays.fill(ranges, KeyForm.Range.EMPTY);
        forTasks(
                keys.getFirst().length(),
                runner,
                (from, count) -> {
                    KeyForm.Range[] found = ranges(keys, parts, from, count, allocator);
                    synchronized (ranges) {
                        for (int i = 0; i < ranges.length; i++) {
                            ranges[i] = ranges[i].and(found[i]);
                        }
                    }
                });
        return KeyForm.of(ranges, nullsEqual);
    }

    private static KeyForm.Range[] ranges(
            List<ArrayData> keys, Supplier<List<KeyPart>> parts, long from, long count, Allocator allocator) {
        KeyForm.Range[] ranges = new KeyForm.Range[keys.size()];
        Arrays.fill(ranges, KeyForm.Range.EMPTY);
        List<KeyPart> own = parts.get();
        try (Block room = allocator.allocate(9L * KeyPart.MOST_ROWS)) {
            pieces(
                    keys,
                    from,
                    count,
                    (_, piece) -> {
                        for (int i = 0; i < ranges.length; i++) {
                            Bitmap valid = KeyPart.valid(piece.get(i), room.address() + 8L * KeyPart.MOST_ROWS);
                            long numbers = own.get(i).numbers(piece.get(i), room.address());
                            ranges[i] = ranges[i].and(range(numbers, valid));
                        }
                    });
            return ranges;
        } finally {
            own.forEach(KeyPart::close);
        }
    }

    private static KeyForm.Range range(long numbers, Bitmap valid) {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        long rows = valid.length();
        if (valid.isAllSet()) {
            for (long row = 0; row < rows; row++) {
                long number = Native.getLong(numbers + (row << 3));
                min = Math.min(min, number);
                max = Math.max(max, number);
            }
            return new KeyForm.Range(rows > 0, min, max, false);
        }
        boolean any = false;
        for (long row = 0; row < rows; row++) {
            if (valid.get(row)) {
                long number = Native.getLong(numbers + (row << 3));
                min = Math.min(min, number);
                max = Math.max(max, number);
                any = true;
            }
        }
        return new KeyForm.Range(any, min, max, true);
    }

    /// What is done with `count` rows from row `from` on.
    interface Task {
        void run(long from, long count);
    }

    /// What is done with the rows of a piece, the first of which is row `from`.
    private interface Piece {
        void run(long from, List<ArrayData> keys);
    }

    /// Runs a task for every so many rows.
    static void forTasks(long rows, Runner runner, Task task) {
        var tasks = new ArrayList<Runnable>();
        for (long from = 0; from < rows; from += TASK_ROWS) {
            long start = from;
            tasks.add(() -> task.run(start, Math.min(TASK_ROWS, rows - start)));
        }
        runner.run(tasks);
    }

    private static void pieces(List<ArrayData> keys, long from, long count, Piece piece) {
        for (long at = from; at < from + count; at += KeyPart.MOST_ROWS) {
            long start = at;
            long rows = Math.min(KeyPart.MOST_ROWS, from + count - at);
            piece.run(at, keys.stream().map(key -> key.slice(start, rows)).toList());
        }
    }

    @Override
    public void close() {
        if (words != null) {
            words.close();
        }
        if (bits != null) {
            bits.close();
        }
    }
}
