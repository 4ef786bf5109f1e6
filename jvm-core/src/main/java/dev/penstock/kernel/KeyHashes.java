package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.BytesColumn;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.List;

/// Hashes of rows, column by column: rows that are equal as [Equality#SAME] says have equal hashes, in this run and in
/// any other, whatever the layout of their columns. For what is split by its keys.
public final class KeyHashes {
    private KeyHashes() {}

    /// Writes a hash of eight bytes for each of `rows` rows to `to`.
    ///
    /// @param keys columns of any types, each with that many rows; without any, all rows are equal
    public static void write(List<ArrayData> keys, long rows, long to) {
        int first = 0;
        if (!keys.isEmpty() && isPlainLong(keys.getFirst())) {
            ArrayData key = keys.getFirst();
            firstLongs(key.buffer(1).address() + (key.offset() << 3), rows, to);
            first = 1;
        } else {
            Native.fill(to, rows << 3, (byte) 0);
        }
        keys.subList(first, keys.size()).forEach(key -> add(key, to));
    }

    private static boolean isPlainLong(ArrayData key) {
        return key.layout() instanceof Layout.Fixed(int width)
                && width == 8
                && !(key.type() instanceof DataType.FloatingPoint)
                && key.validity().isAllSet();
    }

    /// The most common keys: nothing is there to be added to, nothing can be null. A quarter of the time.
    private static void firstLongs(long from, long rows, long to) {
        Native.touch(from, rows << 3);
        for (long row = 0; row < rows; row++) {
            Native.putLong(to + (row << 3), Hashes.mix(Native.getLong(from + (row << 3))));
        }
    }

    /// Whether rows of these keys are the same whenever their hashes are equal, so that nobody needs to compare them:
    /// one key of no more than 64 bits without nulls, which [Hashes#mix] only puts into another order.
    public static boolean tellApart(List<ArrayData> keys) {
        ArrayData key = keys.getFirst();
        return keys.size() == 1
                && key.layout() instanceof Layout.Fixed(int width)
                && (width == 8 || width == 4 || key.type() instanceof DataType.FloatingPoint)
                && key.countNulls() == 0;
    }

    private static void add(ArrayData key, long to) {
        Bitmap validity = key.validity();
        switch (key.layout()) {
            case Layout.Fixed(int width) when key.type() instanceof DataType.FloatingPoint(int bits) ->
                    floats(key.buffer(1).address() + key.offset() * width, bits, validity, to);
            case Layout.Fixed(int width) when width == 8 ->
                    longs(key.buffer(1).address() + key.offset() * width, validity, to);
            case Layout.Fixed(int width) when width == 4 ->
                    ints(key.buffer(1).address() + key.offset() * width, validity, to);
            case Layout.Variable _, Layout.Views _ -> bytes(BytesColumn.of(key), to);
            case Layout.Indexed(int width) -> indexed(key, width, to);
            default -> {
                for (long row = 0; row < key.length(); row++) {
                    put(to, row, Hashes.row(key, row));
                }
            }
        }
    }

    /// Adds a value's hash to that of the row's earlier columns.
    private static void put(long to, long row, long hash) {
        Native.putLong(to + (row << 3), Hashes.mix(Native.getLong(to + (row << 3)) ^ hash));
    }

    private static void longs(long from, Bitmap validity, long to) {
        for (long row = 0; row < validity.length(); row++) {
            put(to, row, validity.get(row) ? Native.getLong(from + (row << 3)) : Hashes.NULL);
        }
    }

    private static void ints(long from, Bitmap validity, long to) {
        for (long row = 0; row < validity.length(); row++) {
            put(to, row, validity.get(row) ? Native.getInt(from + (row << 2)) : Hashes.NULL);
        }
    }

    private static void floats(long from, int bits, Bitmap validity, long to) {
        for (long row = 0; row < validity.length(); row++) {
            double value = Floats.read(from + row * (bits >> 3), bits);
            put(to, row, validity.get(row) ? Double.doubleToLongBits(value + 0.0) : Hashes.NULL);
        }
    }

    private static void bytes(BytesColumn texts, long to) {
        for (long row = 0; row < texts.length(); row++) {
            put(to, row, texts.isNull(row) ? Hashes.NULL : Bytes.hash(texts.address(row), texts.size(row)));
        }
    }

    /// Each value of the dictionary is hashed once, as if it stood in the column itself.
    private static void indexed(ArrayData key, int width, long to) {
        ArrayData dictionary = Place.dictionary(key);
        if (dictionary.length() > key.length()) {
            for (long row = 0; row < key.length(); row++) {
                put(to, row, key.validity().get(row) ? value(dictionary, Place.index(key, width, row)) : Hashes.NULL);
            }
            return;
        }
        long[] hashes = new long[(int) dictionary.length()];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = value(dictionary, i);
        }
        Bitmap validity = key.validity();
        for (long row = 0; row < key.length(); row++) {
            put(to, row, validity.get(row) ? hashes[(int) Place.index(key, width, row)] : Hashes.NULL);
        }
    }

    /// What [#add] adds for row `row` of a column.
    private static long value(ArrayData values, long row) {
        if (Place.isNull(values, row)) {
            return Hashes.NULL;
        }
        long at = values.offset() + row;
        return switch (values.layout()) {
            case Layout.Fixed(int width) when values.type() instanceof DataType.FloatingPoint(int bits) ->
                    Double.doubleToLongBits(Floats.read(values.buffer(1).address() + at * width, bits) + 0.0);
            case Layout.Fixed(int width) when width == 8 -> Native.getLong(values.buffer(1).address() + (at << 3));
            case Layout.Fixed(int width) when width == 4 -> Native.getInt(values.buffer(1).address() + (at << 2));
            case Layout.Indexed(int width) -> value(Place.dictionary(values), Place.index(values, width, row));
            default -> Hashes.row(values, row);
        };
    }
}
