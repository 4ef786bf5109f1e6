package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Numbers keys behind dictionaries. Each dictionary is looked up once, as a whole, so that its order survives; then a
/// row is two look-ups by position.
final class DictionaryKeys implements Keys {
    private static final int NULL = -1;
    private static final long NULL_HASH = 0x1F83_D9AB_FB41_BD6BL;

    private final DataType.Dictionary type;
    private final Allocator allocator;
    private final Keys words;

    /// The number of each word as a key, plus 1; 0 while no row had it.
    private final Slots keyOfWord;

    private final Slots wordOfKey;
    private @Nullable ArrayData dictionary;
    private @Nullable Block wordOfIndex;
    private int count;

    DictionaryKeys(DataType.Dictionary type, Allocator allocator) {
        this.type = type;
        this.allocator = allocator;
        this.words = KeyTables.of(type.values(), allocator);
        this.keyOfWord = new Slots(allocator, Integer.BYTES, 0);
        this.wordOfKey = new Slots(allocator, Integer.BYTES, 0);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public void find(ArrayData values, long ids) {
        if (values.length() == 0) {
            return;
        }
        long table = words(values);
        int width = type.index().bits() / 8;
        long from = values.buffer(1).address() + values.offset() * width;
        Bitmap valid = values.validity();
        for (long row = 0; row < values.length(); row++) {
            int word = valid.get(row) ? Native.getInt(table + (index(type, from, row) << 2)) : NULL;
            Native.putInt(ids + (row << 2), key(word));
        }
    }

    /// The index that row `row` has among those at `from`.
    static long index(DataType type, long from, long row) {
        DataType.Int index = ((DataType.Dictionary) type).index();
        boolean signed = index.signed();
        return switch (index.bits()) {
            case 8 -> Native.getByte(from + row) & (signed ? -1L : 0xFF);
            case 16 -> Native.getShort(from + (row << 1)) & (signed ? -1L : 0xFFFF);
            case 32 -> Native.getInt(from + (row << 2)) & (signed ? -1L : 0xFFFF_FFFFL);
            default -> Native.getLong(from + (row << 3));
        };
    }

    private int key(int word) {
        // Null lies in the slot in front of the first word.
        int key = keyOfWord.getInt(word);
        if (key == 0) {
            wordOfKey.grow(count + 1L);
            wordOfKey.putInt(count, word);
            key = ++count;
            keyOfWord.putInt(word, key);
        }
        return key - 1;
    }

    /// The table from the column's indices to words.
    private long words(ArrayData values) {
        ArrayData current = values.dictionary();
        if (current == null) {
            throw new AssertionError(type + " without a dictionary");
        }
        if (wordOfIndex == null || !current.equals(dictionary)) {
            Block table = allocator.allocate(Selection.bytes(current.length()));
            if (wordOfIndex != null) {
                wordOfIndex.close();
            }
            wordOfIndex = table;
            dictionary = current;
            for (long at = 0; at < current.length(); at += GroupedColumn.MOST_ROWS) {
                long rows = Math.min(GroupedColumn.MOST_ROWS, current.length() - at);
                words.find(current.slice(at, rows), table.address() + (at << 2));
            }
            for (long at = 0; at < current.length() && current.countNulls() > 0; at++) {
                if (!current.validity().get(at)) {
                    Native.putInt(table.address() + (at << 2), NULL);
                }
            }
            // Null needs its place, also where there is no word.
            keyOfWord.grow(Math.max(1, words.count()));
        }
        return wordOfIndex.address();
    }

    @Override
    public void forget() {
        dictionary = null;
    }

    @Override
    public long hash(int id) {
        int word = wordOfKey.getInt(id);
        return word == NULL ? NULL_HASH : words.hash(word);
    }

    @Override
    public ArrayData values(Selection ids, Assembly assembly) {
        int most = type.index().bits() - (type.index().signed() ? 1 : 0);
        if (most < 31 && words.count() > 1L << most) {
            throw new PenstockException(
                            ErrorCode.COMPUTE,
                            "%,d different values are more than %s can number".formatted(words.count(), type))
                    .hint("cast the column to a dictionary with wider indices, or to its plain type");
        }
        int width = type.index().bits() / 8;
        Buffer indices = assembly.buffer(ids.count() * width);
        for (long i = 0; i < ids.count(); i++) {
            Results.put(indices.address(), width, i, Math.max(0, wordOfKey.getInt(ids.row(i))));
        }
        ArrayData plain = Results.column(type, ids, assembly, indices, id -> wordOfKey.getInt(id) != NULL);
        Selection all = RowKeys.all(words.count(), assembly);
        return new ArrayData(
                type, ids.count(), 0, plain.nullCount(), plain.buffers(), List.of(), words.values(all, assembly));
    }

    @Override
    public void close() {
        words.close();
        keyOfWord.close();
        wordOfKey.close();
        if (wordOfIndex != null) {
            wordOfIndex.close();
        }
    }
}
