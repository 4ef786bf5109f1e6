package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;

/// Numbers the different values of a column in the order in which they come: 0, 1, 2, ... Null is a value. For domains
/// that work with numbers in place of ids. Not thread-safe.
public final class KeyNumbers implements AutoCloseable {
    private final Keys keys;
    private final Allocator allocator;

    /// @param type one that groups can have as a key
    public KeyNumbers(DataType type, Allocator allocator) {
        this.keys = KeyTables.of(type, allocator);
        this.allocator = allocator;
    }

    /// Writes the number of each row's value to `numbers`, four bytes each.
    ///
    /// @param values any number of rows of the type
    public void find(ArrayData values, long numbers) {
        for (long from = 0; from < values.length(); from += GroupedColumn.MOST_ROWS) {
            long count = Math.min(GroupedColumn.MOST_ROWS, values.length() - from);
            keys.find(values.slice(from, count), numbers + (from << 2));
        }
        keys.forget();
    }

    /// How many different values there were.
    public int count() {
        return keys.count();
    }

    /// The values behind numbers, as a column that the caller owns.
    public Column values(Selection numbers) {
        try (Assembly assembly = new Assembly(allocator)) {
            return assembly.finish(keys.values(numbers, assembly));
        }
    }

    @Override
    public void close() {
        keys.close();
    }
}
