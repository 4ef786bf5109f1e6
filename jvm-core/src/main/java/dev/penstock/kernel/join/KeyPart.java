package dev.penstock.kernel.join;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.Hashes;
import dev.penstock.kernel.Validity;
import dev.penstock.kernel.group.GroupedColumn;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// One column of a key, as numbers or as hashes. A part may remember what it knows of the column's memory, so each
/// worker has parts of its own.
abstract class KeyPart implements AutoCloseable {
    /// How many rows a part looks at at once.
    static final int MOST_ROWS = GroupedColumn.MOST_ROWS;

    /// Whether 64 bits say all about a value.
    abstract boolean isNumber();

    /// The values as numbers, at the address returned: at `to`, or where they lie already. Equal values have equal
    /// numbers; those of null rows may be any. For parts that are numbers.
    long numbers(ArrayData values, long to) {
        throw new AssertionError(values.type() + " as numbers");
    }

    /// Writes a hash of each row's value to `to`, eight bytes each. A hash whose sign bit is not set belongs to one
    /// value only, as long as only such hashes are compared. Those of rows that are not valid may be any.
    void hashes(ArrayData values, Bitmap valid, long to) {
        long from = numbers(values, to);
        for (long row = 0; row < values.length(); row++) {
            Native.putLong(to + (row << 3), Hashes.mix(Native.getLong(from + (row << 3))) | Long.MIN_VALUE);
        }
    }

    /// Which rows have a value.
    ///
    /// @param room for a bit of each row, in whole words
    static Bitmap valid(ArrayData values, long room) {
        if (values.type() instanceof DataType.Null) {
            Bitmaps.fill(room, values.length(), false);
            return new Bitmap(room, 0, values.length());
        }
        ArrayData dictionary = values.dictionary();
        if (dictionary != null && (Validity.isIndirect(dictionary) || dictionary.countNulls() > 0)) {
            Validity.write(values, room);
            return new Bitmap(room, 0, values.length());
        }
        return values.countNulls() == 0 ? Bitmap.allSet(values.length()) : values.validity();
    }

    @Override
    public void close() {}
}
