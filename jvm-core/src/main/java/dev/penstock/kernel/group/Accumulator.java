package dev.penstock.kernel.group;

import dev.penstock.kernel.Selection;
import java.util.List;

/// What the rows of each group come to, for one or several aggregates. Not thread-safe: each worker has its own, and
/// [#merge] makes one of them.
public interface Accumulator extends GroupResult, AutoCloseable {
    /// Makes room for the groups below `groups`.
    void grow(long groups);

    /// Adds rows to their groups.
    void add(GroupedColumn rows);

    /// Adds rows, and in the same pass counts them, when it can; says whether it did. Means and counts often come
    /// together with sums, and half of the work is to find the group.
    ///
    /// @param counts from [Accumulators#rows], of rows of the same filter
    default boolean addAndCount(GroupedColumn rows, Accumulator counts) {
        return false;
    }

    /// Adds group `from[i]` of `other`, which is of the same kind, to group `to[i]`.
    ///
    /// @param to four bytes for each group of `from`
    void merge(Accumulator other, Selection from, long to);

    /// What is to be done once when all rows have been added, in about `parts` pieces that may run side by side.
    ///
    /// @param check called every few milliseconds; what it throws ends the work
    default List<Runnable> arrange(int parts, Runnable check) {
        return List.of();
    }

    @Override
    void close();
}
