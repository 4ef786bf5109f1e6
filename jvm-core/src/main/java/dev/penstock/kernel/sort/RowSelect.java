package dev.penstock.kernel.sort;

import dev.penstock.column.Column;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.List;

/// The first rows in the order of some columns, in any order. Only the rows around the last of them are sorted: which
/// others belong to the first shows from the highest bits of their words.
public final class RowSelect {
    private static final int DIGIT_BITS = 11;
    private static final int DIGITS = 1 << DIGIT_BITS;

    /// So few rows are sorted.
    private static final long FEW = 1 << 12;

    private RowSelect() {}

    /// Writes the numbers of the first `count` rows to `to`, of which the last in the order comes last.
    ///
    /// @param keys sortable as they are, of `rows` rows
    /// @param count more than 0, fewer than `rows`
    /// @param to room for `rows` row numbers
    public static Selection first(
            List<Column> keys,
            List<SortOrder> orders,
            long rows,
            long count,
            DictionaryRanks ranks,
            long to,
            Allocator allocator,
            Runnable check) {
        if (rows <= FEW) {
            RowSort.order(keys(keys, orders), rows, ranks, to, allocator, check);
            return new Selection(to, count);
        }
        try (KeyParts parts = KeyParts.of(keys(keys, orders), ranks, allocator);
                Block words = allocator.allocate(16 * rows);
                Block border = allocator.allocate(Selection.bytes(rows))) {
            write(parts, rows, words.address());
            check.run();
            Range range = border(words.address(), rows, count);
            check.run();
            long sure = 0;
            long unsure = 0;
            for (long row = 0; row < rows; row++) {
                long word = Native.getLong(words.address() + (row << 3));
                if (Long.compareUnsigned(word, range.least) < 0) {
                    Native.putInt(to + (sure++ << 2), (int) row);
                } else if (Long.compareUnsigned(word, range.greatest) <= 0) {
                    Native.putInt(border.address() + (unsure++ << 2), (int) row);
                }
            }
            check.run();
            var rest = new Selection(border.address(), unsure);
            append(keys, orders, rest, count - sure, ranks, to + (sure << 2), allocator, check);
            return new Selection(to, count);
        }
    }

    private static List<SortKey> keys(List<Column> columns, List<SortOrder> orders) {
        var keys = new ArrayList<SortKey>();
        for (int i = 0; i < orders.size(); i++) {
            keys.add(new SortKey(columns.get(i).data(), orders.get(i)));
        }
        return keys;
    }

    private static void write(KeyParts parts, long rows, long to) {
        switch (parts.list().isEmpty() ? null : parts.list().getFirst()) {
            case KeyPart.Fixed fixed -> fixed.write(0, rows, to, to + 8 * rows);
            case KeyPart.Text text -> text.write(0, rows, 0, to);
            case null -> Native.fill(to, 8 * rows, (byte) 0);
        }
    }

    private record Range(long least, long greatest) {}

    /// The words among which row number `count` in the order lies: few rows, or rows of one word.
    private static Range border(long words, long rows, long count) {
        long least = -1L;
        long greatest = 0;
        for (long row = 0; row < rows; row++) {
            long word = Native.getLong(words + (row << 3));
            least = Long.compareUnsigned(word, least) < 0 ? word : least;
            greatest = Long.compareUnsigned(word, greatest) > 0 ? word : greatest;
        }
        long before = 0;
        while (least != greatest) {
            int shift = Math.max(0, LongSort.bits(greatest - least) - DIGIT_BITS);
            long[] counts = new long[DIGITS];
            for (long row = 0; row < rows; row++) {
                long word = Native.getLong(words + (row << 3));
                if (Long.compareUnsigned(word, least) >= 0 && Long.compareUnsigned(word, greatest) <= 0) {
                    counts[(int) ((word - least) >>> shift)]++;
                }
            }
            int digit = 0;
            while (before + counts[digit] < count) {
                before += counts[digit++];
            }
            long low = least + ((long) digit << shift);
            long high = low + ((1L << shift) - 1);
            least = low;
            greatest = Long.compareUnsigned(high, greatest) < 0 ? high : greatest;
            if (counts[digit] <= FEW) {
                break;
            }
        }
        return new Range(least, greatest);
    }

    /// Writes the first `count` of `rows`.
    private static void append(
            List<Column> keys,
            List<SortOrder> orders,
            Selection rows,
            long count,
            DictionaryRanks ranks,
            long to,
            Allocator allocator,
            Runnable check) {
        var chosen = new ArrayList<Column>();
        try (Block order = allocator.allocate(Selection.bytes(rows.count()))) {
            keys.forEach(key -> chosen.add(Gather.column(key, rows, allocator)));
            RowSort.order(keys(chosen, orders), rows.count(), ranks, order.address(), allocator, check);
            for (long i = 0; i < count; i++) {
                Native.putInt(to + (i << 2), rows.row(Native.getInt(order.address() + (i << 2))));
            }
        } finally {
            Column.closeAll(chosen);
        }
    }
}
