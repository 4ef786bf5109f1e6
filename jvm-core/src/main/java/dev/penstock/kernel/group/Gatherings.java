package dev.penstock.kernel.group;

import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;
import java.util.List;

/// Makes the results of aggregates that need all rows of a group at once. They refer to the rows, which the caller owns
/// as it does the results.
public final class Gatherings {
    private Gatherings() {}

    /// The rows of groups, of columns of these types.
    ///
    /// @param orderings how the last columns order the rows of a group; none for the order of the input
    public static RowsByGroup rows(List<DataType> types, List<RowOrdering> orderings, Allocator allocator) {
        return new RowsByGroup(types, orderings, allocator);
    }

    /// All values of a column as lists.
    public static GroupResult lists(DataType type, Accumulator rows, int column) {
        return new Lists(type, (RowsByGroup) rows, column);
    }

    /// Quantiles of a column, which is of type `input`.
    public static PreparedResult quantiles(
            DataType type,
            DataType input,
            Accumulator rows,
            int column,
            double quantile,
            Interpolation interpolation,
            Allocator allocator) {
        return new Quantiles(type, input, (RowsByGroup) rows, column, quantile, interpolation, allocator);
    }

    /// The first or last value of a column.
    ///
    /// @param ignoreNulls whether nulls are passed over
    public static PreparedResult ends(
            Accumulator rows, int column, boolean last, boolean ignoreNulls, Allocator allocator) {
        return new Picks((RowsByGroup) rows, column, Picks.end(column, last, ignoreNulls), allocator);
    }

    /// The value of a column where that of column `by` is smallest or largest.
    public static PreparedResult extremes(Accumulator rows, int column, int by, boolean largest, Allocator allocator) {
        return new Picks((RowsByGroup) rows, column, Picks.extreme(by, largest), allocator);
    }

    /// Where in the group the smallest or largest value of a column stands.
    public static PreparedResult places(
            DataType type, Accumulator rows, int column, boolean largest, Allocator allocator) {
        return new PickedPlaces(type, new Picks((RowsByGroup) rows, column, Picks.extreme(column, largest), allocator));
    }

    /// The only value of a column.
    public static PreparedResult items(Accumulator rows, int column, boolean allowEmpty, Allocator allocator) {
        var kept = (RowsByGroup) rows;
        return new OnlyItems(kept, new Picks(kept, column, Picks.end(column, false, false), allocator), allowEmpty);
    }
}
