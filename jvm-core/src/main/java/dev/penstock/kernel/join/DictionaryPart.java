package dev.penstock.kernel.join;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keys behind dictionaries. The number of a value is its first place in the dictionary of the build side, or -1 if
/// that lacks it; the places of a dictionary's values are looked up once for all rows that have it. A dictionary is
/// known again by its addresses, so the caller keeps the memory of the last rows until others come.
final class DictionaryPart extends KeyPart {
    private final JoinTable words;
    private final Allocator allocator;
    private @Nullable ArrayData dictionary;
    private @Nullable Block places;

    /// @param words finds the places in the build side's dictionary; it stays the caller's
    DictionaryPart(JoinTable words, Allocator allocator) {
        this.words = words;
        this.allocator = allocator;
    }

    @Override
    boolean isNumber() {
        return true;
    }

    @Override
    long numbers(ArrayData values, long to) {
        if (values.length() == 0) {
            return to;
        }
        long table = places(values);
        DataType.Int index = ((DataType.Dictionary) values.type()).index();
        int width = index.bits() / 8;
        long from = values.buffer(1).address() + values.offset() * width;
        long mask = index.signed() || width == Long.BYTES ? -1L : (1L << (8 * width)) - 1;
        boolean some = values.countNulls() > 0;
        for (long row = 0; row < values.length(); row++) {
            // What lies behind a null need not be an index.
            long entry = some && !values.validity().get(row) ? 0 : index(from, width, row) & mask;
            Native.putLong(to + (row << 3), Native.getInt(table + (entry << 2)));
        }
        return to;
    }

    private static long index(long from, int width, long row) {
        return switch (width) {
            case 1 -> Native.getByte(from + row);
            case 2 -> Native.getShort(from + (row << 1));
            case 4 -> Native.getInt(from + (row << 2));
            default -> Native.getLong(from + (row << 3));
        };
    }

    /// The table from the column's indices to places.
    private long places(ArrayData values) {
        ArrayData current = values.dictionary();
        if (current == null) {
            throw new AssertionError(values.type() + " without a dictionary");
        }
        Block known = places;
        if (known == null || !current.equals(dictionary)) {
            close();
            known = allocator.allocate(Selection.bytes(Math.max(1, current.length())));
            places = known;
            dictionary = current;
            Native.putInt(known.address(), -1);
            try (JoinProbe probe = words.probe(allocator)) {
                for (long at = 0; at < current.length(); at += MOST_ROWS) {
                    long rows = Math.min(MOST_ROWS, current.length() - at);
                    probe.find(List.of(current.slice(at, rows)), known.address() + (at << 2));
                }
            }
        }
        return known.address();
    }

    @Override
    public void close() {
        dictionary = null;
        if (places != null) {
            places.close();
            places = null;
        }
    }
}
