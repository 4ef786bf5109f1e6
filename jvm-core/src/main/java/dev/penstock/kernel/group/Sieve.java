package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Selection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Drops rows of which it is sure that they are not chosen, because it has seen others like them. What it lets through
/// has all rows that are chosen, and enough of the others to tell. Not thread-safe.
public interface Sieve extends AutoCloseable {
    /// Writes the numbers of the rows that it lets through, in order.
    ///
    /// @param columns at most [GroupedColumn#MOST_ROWS] rows, which come behind those of earlier calls; their memory
    ///   stays until the next call, or the last one
    /// @param to room for all row numbers
    /// @return null if it is made for other rows, and of no more use
    @Nullable Selection pass(List<ArrayData> columns, long to);

    /// Whether it is better to go on without it: it has met very many different rows, and most rows were different.
    boolean isUseless();

    @Override
    void close();
}
