package dev.penstock.function;

import dev.penstock.column.Column;
import java.util.List;

/// What the rows of groups come to so far, for one aggregate. Groups are numbered from 0 on. Not thread-safe: each
/// worker has its own.
public interface AggregateState extends AutoCloseable {
    /// Makes room for the groups below `groups`.
    void grow(int groups);

    /// Adds rows to their groups.
    ///
    /// @param arguments of the signature's types; they stay the caller's
    /// @param groups the group of each row, -1 for a row that does not count
    /// @param place where the rows stand in the input: rows of a greater number come later
    void update(List<Column> arguments, int[] groups, int rows, long place);

    /// Adds group `from[i]` of `other`, which must not change meanwhile, to group `to[i]`.
    void merge(AggregateState other, int[] from, int[] to);

    /// A row for each of `groups`, as a column that the caller owns.
    Column finish(int[] groups);

    @Override
    void close();
}
