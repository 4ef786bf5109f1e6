package dev.penstock.kernel.join;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Place;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.sort.DictionaryRanks;
import dev.penstock.kernel.sort.OrderedWords;
import dev.penstock.kernel.sort.RowSort;
import dev.penstock.kernel.sort.SortKey;
import dev.penstock.kernel.sort.SortOrder;
import dev.penstock.kernel.sort.ValueOrder;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.List;

/// The ordered keys of both sides of an as-of join as words of 64 bits, whose unsigned order is that of the keys.
///
/// What is wider than a word gets the rank of its value among the values of the right side: 1, 3, 5, ... A value of the
/// left side that is none of these gets the even number between its neighbours.
sealed interface AsofWords extends AutoCloseable {
    /// Writes the words of the right side's rows, eight bytes each; those of null rows may be any.
    void writeRight(long to);

    /// The same for rows of the left side.
    ///
    /// @param hint where the last call ended, which the next key is not far from; at first 0
    /// @return where this one ended
    long writeLeft(ArrayData values, long to, long hint);

    @Override
    default void close() {}

    static AsofWords of(ArrayData right, Allocator allocator, Runnable check) {
        return OrderedWords.handles(right.type()) ? new Numbers(right) : Ranks.of(right, allocator, check);
    }

    /// Keys that are words already.
    record Numbers(ArrayData right) implements AsofWords {
        @Override
        public void writeRight(long to) {
            OrderedWords.write(right, to);
        }

        @Override
        public long writeLeft(ArrayData values, long to, long hint) {
            OrderedWords.write(values, to);
            return 0;
        }
    }

    /// Strings, decimals and dictionaries by their ranks.
    ///
    /// @param distinct a row of each value, in the order of the values, four bytes each
    record Ranks(ArrayData right, Block words, Block distinct, long count) implements AsofWords {
        static Ranks of(ArrayData right, Allocator allocator, Runnable check) {
            long rows = right.length();
            Block words = allocator.allocate(rows << 3);
            try {
                Block distinct = allocator.allocate(Selection.bytes(rows));
                try {
                    return new Ranks(right, words, distinct, rank(right, words, distinct, allocator, check));
                } catch (Throwable e) {
                    distinct.close();
                    throw e;
                }
            } catch (Throwable e) {
                words.close();
                throw e;
            }
        }

        private static long rank(ArrayData right, Block words, Block distinct, Allocator allocator, Runnable check) {
            List<ArrayData> keys = List.of(right);
            List<SortOrder> ascending = List.of(SortOrder.ASCENDING);
            long count = 0;
            try (var ranks = new DictionaryRanks(allocator);
                    Block room = allocator.allocate(Selection.bytes(right.length()))) {
                List<SortKey> sorted = List.of(new SortKey(right, SortOrder.ASCENDING));
                Selection order = RowSort.order(sorted, right.length(), ranks, room.address(), allocator, check);
                for (long i = 0; i < order.count(); i++) {
                    int row = order.row(i);
                    if (Place.isNull(right, row)) {
                        continue;
                    }
                    long last = distinct.address() + ((count - 1) << 2);
                    if (count == 0 || ValueOrder.compare(keys, Native.getInt(last), keys, row, ascending) != 0) {
                        Native.putInt(distinct.address() + (count << 2), row);
                        count++;
                    }
                    Native.putLong(words.address() + ((long) row << 3), 2 * count - 1);
                }
            }
            return count;
        }

        @Override
        public void writeRight(long to) {
            Native.copy(words.address(), to, right.length() << 3);
        }

        @Override
        public long writeLeft(ArrayData values, long to, long hint) {
            long at = hint;
            for (long row = 0; row < values.length(); row++) {
                if (!Place.isNull(values, row)) {
                    at = place(values, row, at);
                    boolean equal = at < count && compare(values, row, at) == 0;
                    Native.putLong(to + (row << 3), equal ? 2 * at + 1 : 2 * at);
                }
            }
            return at;
        }

        /// How many values are less; looked for from `hint` on in steps that double.
        private long place(ArrayData values, long row, long hint) {
            long low = 0;
            long high = count;
            long step = 1;
            if (hint < count && compare(values, row, hint) > 0) {
                low = hint + 1;
                while (low + step <= count && compare(values, row, low + step - 1) > 0) {
                    low += step;
                    step <<= 1;
                }
                high = Math.min(count, low + step - 1);
            } else {
                high = Math.min(hint, count);
                while (high - step >= 0 && compare(values, row, high - step) <= 0) {
                    high -= step;
                    step <<= 1;
                }
                low = Math.max(0, high - step + 1);
            }
            while (low < high) {
                long middle = (low + high) >>> 1;
                if (compare(values, row, middle) > 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        private int compare(ArrayData values, long row, long place) {
            int other = Native.getInt(distinct.address() + (place << 2));
            return ValueOrder.compare(List.of(values), row, List.of(right), other, List.of(SortOrder.ASCENDING));
        }

        @Override
        public void close() {
            words.close();
            distinct.close();
        }
    }
}
