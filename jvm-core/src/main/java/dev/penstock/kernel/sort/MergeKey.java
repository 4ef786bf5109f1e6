package dev.penstock.kernel.sort;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.Column;
import dev.penstock.kernel.Bytes;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A column that orders rows of one batch among those of another, in ascending order and nulls first.
///
/// Each row has a word of 64 bits, whose unsigned order is that of the values as far as it goes, whatever the batch. Of
/// values that agree in some words, the rest is compared.
final class MergeKey implements AutoCloseable {
    /// The lowest byte of the word of a string that goes on behind it.
    private static final long MORE = 9;

    private static final List<SortOrder> ORDER = List.of(SortOrder.ASCENDING);

    private final ArrayData values;
    private final Block words;

    /// Values of one word are compared when the word's bits `mask` are `bits`.
    private final long mask;

    private final long bits;

    /// What is compared behind the first bytes; null for numbers.
    private final @Nullable BytesColumn texts;

    /// Made of values that have no order in memory.
    private final @Nullable Column made;

    private MergeKey(
            ArrayData values, Block words, long mask, long bits, @Nullable BytesColumn texts, @Nullable Column made) {
        this.values = values;
        this.words = words;
        this.mask = mask;
        this.bits = bits;
        this.texts = texts;
        this.made = made;
    }

    /// The key of a column, which stays the caller's and is referred to.
    static MergeKey of(Column column, Allocator allocator) {
        Block words = allocator.allocate(Math.max(1, column.length()) << 3);
        Column made = null;
        try {
            if (OrderedWords.handles(column.type())) {
                // Numbers that fill the word share 1 with their least one, so that 0 is left for null.
                boolean whole = OrderedNumbers.of(column.data(), 0).bits() == Long.SIZE;
                writeNumbers(column.data(), whole, words.address());
                return new MergeKey(column.data(), words, whole ? -1L : 0, 1, null, null);
            }
            boolean text = column.type() instanceof DataType.Utf8 || column.type() instanceof DataType.Binary;
            made = text ? null : OrderedBytes.of(column, allocator);
            BytesColumn texts = BytesColumn.of(made == null ? column.data() : made.data());
            writeTexts(texts, column.length(), words.address());
            return new MergeKey(column.data(), words, 0xFF, MORE, texts, made);
        } catch (Throwable e) {
            words.close();
            if (made != null) {
                made.close();
            }
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

    private static void writeTexts(BytesColumn texts, long rows, long to) {
        var part = new KeyPart.Text(texts, false);
        for (long row = 0; row < rows; row++) {
            Native.putLong(to + (row << 3), texts.isNull(row) ? 0 : part.at(row, 0) + 1);
        }
    }

    /// The address of the words, eight bytes each.
    long words() {
        return words.address();
    }

    /// Whether values of this word may differ.
    boolean isVague(long word) {
        return (word & mask) == bits;
    }

    /// The order of a row and a row of another key of the same type.
    int compare(long row, MergeKey other, long otherRow) {
        long word = Native.getLong(words.address() + (row << 3));
        int order = Long.compareUnsigned(word, Native.getLong(other.words.address() + (otherRow << 3)));
        return order == 0 && isVague(word) ? closer(row, other, otherRow) : order;
    }

    private int closer(long row, MergeKey other, long otherRow) {
        BytesColumn mine = texts;
        BytesColumn yours = other.texts;
        if (mine == null || yours == null) {
            return ValueOrder.compare(List.of(values), row, List.of(other.values), otherRow, ORDER);
        }
        int step = KeyPart.Text.STEP;
        return Bytes.compare(
                mine.address(row) + step,
                mine.size(row) - step,
                yours.address(otherRow) + step,
                yours.size(otherRow) - step);
    }

    @Override
    public void close() {
        words.close();
        if (made != null) {
            made.close();
        }
    }
}
