package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;

/// Numbers the different values of a key in the order in which they come: 0, 1, 2, ... Null is a value, NaN is one
/// value, and -0.0 is 0.0. Not thread-safe.
interface Keys extends AutoCloseable {
    /// Writes the number of each row's value to `ids`, four bytes each.
    ///
    /// @param values at most [GroupedColumn#MOST_ROWS] rows
    void find(ArrayData values, long ids);

    /// Says that there will be about `count` different values, so that tables need not grow step by step.
    default void reserve(int count) {}

    /// How many different values there were.
    int count();

    /// A number that depends on nothing but the value behind `id`, for values that are to be split by it.
    long hash(int id);

    /// Called before the memory of values that were found is given back, for what remembers where they were.
    default void forget() {}

    /// The values behind `ids`, as a column of the key's type, whose memory comes from `assembly`.
    ArrayData values(Selection ids, Assembly assembly);

    @Override
    void close();
}
