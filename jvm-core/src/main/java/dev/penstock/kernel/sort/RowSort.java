package dev.penstock.kernel.sort;

import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Row numbers in the order of some columns. Rows that agree keep their order.
///
/// Each row has a word of 64 bits, whose order is that of the rows as far as it goes. The word's highest bits and the
/// row's number, packed together, are sorted by radix; only rows that agree in the word are looked at again, with the
/// next word. It is meant for rows that fit into a core's cache; more rows take more time each.
public final class RowSort {
    /// So few rows are put in order by comparing them.
    private static final int FEW = 12;

    /// Between passes over so many rows somebody may want to stop.
    private static final int MANY = 1 << 12;

    /// Rows `from` to `to` of the order so far, which agree in all that lies before `part` and in the first `offset`
    /// bytes of its strings.
    private record Run(long from, long to, int part, long offset) {
        long count() {
            return to - from;
        }
    }

    private final List<KeyPart> parts;
    private final long order;
    private final long words;
    private final long packed;
    private final long room;
    private final long moved;
    private final Runnable check;
    private final Deque<Run> left = new ArrayDeque<>();

    private RowSort(List<KeyPart> parts, long order, long scratch, long rows, Runnable check) {
        this.parts = parts;
        this.order = order;
        this.words = scratch;
        this.packed = scratch + (rows << 3);
        this.room = scratch + (rows << 4);
        this.moved = scratch + 24 * rows;
        this.check = check;
    }

    /// How much memory [#order] takes for `rows` rows.
    public static long bytes(long rows) {
        return 28 * rows;
    }

    /// Writes the numbers of all rows in order to `to`, which has room for [Selection#bytes] of them.
    ///
    /// @param keys columns of `rows` rows: numbers, strings, dictionaries of these; see [Sortable]
    /// @param rows fewer than 2^31
    /// @throws dev.penstock.error.PenstockException with code MEMORY_LIMIT
    public static Selection order(List<SortKey> keys, long rows, DictionaryRanks ranks, long to, Allocator allocator) {
        return order(keys, rows, ranks, to, allocator, () -> {});
    }

    /// The same, for more rows than are sorted in a moment.
    ///
    /// @param check called every few milliseconds; what it throws ends the sort
    public static Selection order(
            List<SortKey> keys, long rows, DictionaryRanks ranks, long to, Allocator allocator, Runnable check) {
        for (long row = 0; row < rows; row++) {
            Native.putInt(to + (row << 2), (int) row);
        }
        if (rows > 1) {
            try (KeyParts parts = KeyParts.of(keys, ranks, allocator);
                    Block scratch = allocator.allocate(bytes(rows))) {
                if (!parts.list().isEmpty()) {
                    new RowSort(parts.list(), to, scratch.address(), rows, check).sort(rows);
                }
            }
        }
        return new Selection(to, rows);
    }

    private void sort(long rows) {
        left.push(new Run(0, rows, 0, 0));
        while (!left.isEmpty()) {
            Run run = left.pop();
            if (run.count() <= FEW) {
                insert(run);
            } else {
                if (run.count() > MANY) {
                    check.run();
                }
                sort(run, run.count() == rows);
            }
        }
    }

    /// @param whole whether these are all rows, which are then in their first order still
    private void sort(Run run, boolean whole) {
        Run at = run;
        // Words that all rows have in common are passed over.
        while (true) {
            long skipped = writeWords(at, whole);
            at = new Run(at.from, at.to, at.part, at.offset + skipped);
            long least = -1L;
            long greatest = 0;
            long last = 0;
            boolean ascending = true;
            for (long i = 0; i < at.count(); i++) {
                long word = Native.getLong(words + (i << 3));
                least = Long.compareUnsigned(word, least) < 0 ? word : least;
                greatest = Long.compareUnsigned(word, greatest) > 0 ? word : greatest;
                ascending &= Long.compareUnsigned(word, last) >= 0;
                last = word;
            }
            if (least != greatest) {
                if (ascending) {
                    pushTies(at, words, 0, false);
                } else {
                    sortWords(at, least, LongSort.bits(greatest - least));
                }
                return;
            }
            Run next = behind(at, least);
            if (next == null) {
                return;
            }
            at = next;
        }
    }

    /// Writes the words of the rows of a run; how many bytes of all of them it passed over because they agree.
    private long writeWords(Run run, boolean whole) {
        var rows = new Selection(order + (run.from << 2), run.count());
        switch (parts.get(run.part)) {
            case KeyPart.Fixed fixed -> {
                if (whole) {
                    fixed.write(0, run.count(), words, packed);
                } else {
                    fixed.write(rows, words);
                }
                return 0;
            }
            case KeyPart.Text text -> {
                long common = text.common(rows, run.offset);
                if (whole) {
                    text.write(0, run.count(), run.offset + common, words);
                } else {
                    text.write(rows, run.offset + common, words);
                }
                return common;
            }
        }
    }

    private void sortWords(Run run, long least, int bits) {
        long count = run.count();
        int numberBits = LongSort.bits(count - 1);
        int drop = Math.max(0, bits + numberBits - Long.SIZE);
        for (long i = 0; i < count; i++) {
            long word = (Native.getLong(words + (i << 3)) - least) >>> drop;
            Native.putLong(packed + (i << 3), (word << numberBits) | i);
        }
        check.run();
        LongSort.sort(packed, count, room, 0, bits - drop + numberBits, numberBits, check);
        check.run();
        long mask = (1L << numberBits) - 1;
        long rows = order + (run.from << 2);
        for (long i = 0; i < count; i++) {
            long place = Native.getLong(packed + (i << 3)) & mask;
            Native.putInt(moved + (i << 2), Native.getInt(rows + (place << 2)));
        }
        Native.copy(moved, rows, count << 2);
        pushTies(run, packed, numberBits, drop > 0);
    }

    /// Puts aside the runs of rows that the sorted words do not tell apart.
    ///
    /// @param sorted the words, the lowest `shift` bits of which do not count
    /// @param dropped whether the words lack some of their bits
    private void pushTies(Run run, long sorted, int shift, boolean dropped) {
        boolean last = run.part == parts.size() - 1 && parts.get(run.part) instanceof KeyPart.Fixed;
        if (last && !dropped) {
            return;
        }
        long count = run.count();
        long start = LongSort.nextTie(sorted, 0, count, 0, shift);
        while (start < count) {
            long end = LongSort.endOfTie(sorted, start, count, 0, shift);
            pushTie(run, start, end, dropped, sorted);
            start = LongSort.nextTie(sorted, end, count, 0, shift);
        }
    }

    private void pushTie(Run run, long from, long to, boolean dropped, long sorted) {
        var tie = new Run(run.from + from, run.from + to, run.part, run.offset);
        // A word that lacks bits says nothing about where its string ends.
        Run next = dropped ? tie : behind(tie, word(tie, sorted, from));
        if (next != null) {
            if (next.count() <= FEW) {
                insert(next);
            } else {
                left.push(next);
            }
        }
    }

    private long word(Run tie, long sorted, long from) {
        if (sorted == words) {
            return Native.getLong(words + (from << 3));
        }
        long row = Native.getInt(order + (tie.from << 2));
        return switch (parts.get(tie.part)) {
            case KeyPart.Fixed _ -> 0;
            case KeyPart.Text text -> text.at(row, tie.offset);
        };
    }

    /// What is left to look at of rows that agree in `word`; null when they agree in everything.
    private @Nullable Run behind(Run run, long word) {
        if (parts.get(run.part) instanceof KeyPart.Text text && text.goesOn(word)) {
            return new Run(run.from, run.to, run.part, run.offset + KeyPart.Text.STEP);
        }
        return run.part + 1 < parts.size() ? new Run(run.from, run.to, run.part + 1, 0) : null;
    }

    private void insert(Run run) {
        long rows = order + (run.from << 2);
        for (long i = 1; i < run.count(); i++) {
            int row = Native.getInt(rows + (i << 2));
            long place = i;
            while (place > 0) {
                int before = Native.getInt(rows + ((place - 1) << 2));
                if (compare(before, row, run) <= 0) {
                    break;
                }
                Native.putInt(rows + (place << 2), before);
                place--;
            }
            Native.putInt(rows + (place << 2), row);
        }
    }

    private int compare(long a, long b, Run run) {
        int order = parts.get(run.part).compare(a, b, run.offset);
        for (int part = run.part + 1; part < parts.size() && order == 0; part++) {
            order = parts.get(part).compare(a, b, 0);
        }
        return order;
    }
}
