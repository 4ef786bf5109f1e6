package dev.penstock.kernel.sort;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.Column;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.Collections;
import java.util.List;

/// What says where the rows of one batch come among those of another, in ascending order and nulls first.
///
/// Each row has a word of 64 bits, whose unsigned order is that of the rows as far as it goes, whatever the batch: it
/// is made of the first key. Rows that agree in some words are compared by their values.
public final class MergeKeys implements AutoCloseable {
    /// The lowest byte of the word of a string that goes on behind it.
    private static final long MORE = 9;

    private final List<ArrayData> keys;
    private final List<SortOrder> orders;
    private final long rows;
    private final Block words;

    /// Rows of one word are compared by value when the word's bits `closerMask` are `closerBits`.
    private final long closerMask;

    private final long closerBits;

    private MergeKeys(List<ArrayData> keys, long rows, Block words, long closerMask, long closerBits) {
        this.keys = keys;
        this.orders = Collections.nCopies(keys.size(), SortOrder.ASCENDING);
        this.rows = rows;
        this.words = words;
        this.closerMask = closerMask;
        this.closerBits = closerBits;
    }

    /// How many rows of each side come first.
    public record Taken(long left, long right) {}

    /// The keys of a batch's rows. They refer to `columns`, which stay the caller's.
    ///
    /// @param columns at least one, of types that [Sortable] handles; of `rows` rows each
    /// @throws dev.penstock.error.PenstockException with code MEMORY_LIMIT
    public static MergeKeys of(List<Column> columns, long rows, Allocator allocator) {
        Column first = columns.getFirst();
        boolean number = OrderedWords.handles(first.type());
        boolean whole = number && OrderedNumbers.of(first.data(), 0).bits() == Long.SIZE;
        boolean only = columns.size() == 1;
        // Numbers that fill the word share 1 with their least one, so that 0 is left for null; those of fewer bits have
        // no such word, nor has the mask of no bits any other than 0.
        long mask = !only || (number && !whole) ? 0 : number ? -1L : 0xFF;
        long bits = !only ? 0 : number ? 1 : MORE;
        Block words = allocator.allocate(Math.max(1, rows) << 3);
        try {
            if (number) {
                writeNumbers(first.data(), whole, words.address());
            } else if (first.type() instanceof DataType.Utf8 || first.type() instanceof DataType.Binary) {
                writeTexts(first.data(), words.address());
            } else {
                try (Column ordered = OrderedBytes.of(first, allocator)) {
                    writeTexts(ordered.data(), words.address());
                }
            }
            return new MergeKeys(columns.stream().map(Column::data).toList(), rows, words, mask, bits);
        } catch (Throwable e) {
            words.close();
            throw e;
        }
    }

    private static void writeNumbers(ArrayData values, boolean whole, long to) {
        OrderedWords.write(values, to);
        if (whole) {
            for (long row = 0; row < values.length(); row++) {
                long word = Native.getLong(to + (row << 3));
                Native.putLong(to + (row << 3), word + (word == 0 ? 1 : 0));
            }
        } else {
            for (long row = 0; row < values.length(); row++) {
                Native.putLong(to + (row << 3), Native.getLong(to + (row << 3)) + 1);
            }
        }
        if (!values.validity().isAllSet()) {
            for (long row = 0; row < values.length(); row++) {
                long valid = values.validity().get(row) ? -1L : 0;
                Native.putLong(to + (row << 3), Native.getLong(to + (row << 3)) & valid);
            }
        }
    }

    private static void writeTexts(ArrayData values, long to) {
        BytesColumn texts = BytesColumn.of(values);
        var part = new KeyPart.Text(texts, false);
        for (long row = 0; row < values.length(); row++) {
            Native.putLong(to + (row << 3), texts.isNull(row) ? 0 : part.at(row, 0) + 1);
        }
    }

    public long rows() {
        return rows;
    }

    private long word(long row) {
        return Native.getLong(words.address() + (row << 3));
    }

    /// The order of a row and a row of other keys of the same types.
    private int compare(long row, MergeKeys other, long otherRow) {
        long word = word(row);
        int order = Long.compareUnsigned(word, other.word(otherRow));
        return order == 0 && (word & closerMask) == closerBits
                ? ValueOrder.compare(keys, row, other.keys, otherRow, orders)
                : order;
    }

    /// Whether no row is less than the one before it.
    public boolean isAscending() {
        for (long row = 1; row < rows; row++) {
            if (compare(row - 1, this, row) > 0) {
                return false;
            }
        }
        return true;
    }

    /// Whether the first row is not less than the last one of `before`.
    public boolean follows(MergeKeys before) {
        return before.compare(before.rows - 1, this, 0) <= 0;
    }

    /// The first row from `from` on that is greater than the last one of `other`, or equal to it unless `behindEqual`;
    /// the rows from there on are in ascending order.
    public long bound(long from, MergeKeys other, boolean behindEqual) {
        long low = from;
        long high = rows;
        while (low < high) {
            long middle = (low + high) >>> 1;
            int order = compare(middle, other, other.rows - 1);
            if (order < 0 || (order == 0 && behindEqual)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The order of the last rows of both.
    public int compareLast(MergeKeys other) {
        return compare(rows - 1, other, other.rows - 1);
    }

    /// Takes the lesser one of the next rows of both sides, the left one of equal rows, until one side has no more;
    /// writes for each a byte, 1 for a row of the right side and 0 for one of the left.
    ///
    /// @param left from row `leftFrom` to before row `leftTo`
    /// @param marks room for as many bytes as there are rows in both
    public static Taken merge(
            MergeKeys left, long leftFrom, long leftTo, MergeKeys right, long rightFrom, long rightTo, long marks) {
        long leftWords = left.words.address();
        long rightWords = right.words.address();
        long mask = left.closerMask;
        long bits = left.closerBits;
        long l = leftFrom;
        long r = rightFrom;
        long to = marks;
        while (l < leftTo && r < rightTo) {
            long word = Native.getLong(leftWords + (l << 3));
            long other = Native.getLong(rightWords + (r << 3));
            // No branch: in random data it could not be foreseen.
            int fromRight = Long.compareUnsigned(word, other) > 0 ? 1 : 0;
            if (word == other && (word & mask) == bits) {
                fromRight = ValueOrder.compare(left.keys, l, right.keys, r, left.orders) > 0 ? 1 : 0;
            }
            Native.putByte(to++, (byte) fromRight);
            l += 1 - fromRight;
            r += fromRight;
        }
        return new Taken(l - leftFrom, r - rightFrom);
    }

    @Override
    public void close() {
        words.close();
    }
}
