package dev.penstock.kernel.group;

import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;
import java.util.List;

/// Makes the results of aggregates that need all rows of a group at once. They refer to the rows, which the caller owns
/// as it does the results.
public final class Gatherings {
    private Gatherings() {}

    /// The rows of groups, of columns of these types.
    public static RowsByGroup rows(List<DataType> types, Allocator allocator) {
        return new RowsByGroup(types, allocator);
    }

    /// All values of the first column as lists.
    public static GroupResult lists(DataType type, Accumulator rows) {
        return new Lists(type, (RowsByGroup) rows);
    }

    /// Quantiles of the first column, which is of type `input`.
    public static PreparedResult quantiles(
            DataType type,
            DataType input,
            Accumulator rows,
            double quantile,
            Interpolation interpolation,
            Allocator allocator) {
        return new Quantiles(type, input, (RowsByGroup) rows, quantile, interpolation, allocator);
    }

    /// The first or last value of the first column.
    ///
    /// @param ignoreNulls whether nulls are passed over
    public static PreparedResult ends(Accumulator rows, boolean last, boolean ignoreNulls, Allocator allocator) {
        return new Picks((RowsByGroup) rows, Picks.end(last, ignoreNulls), allocator);
    }

    /// The value of the first column where that of column `by` is smallest or largest.
    public static PreparedResult extremes(Accumulator rows, int by, boolean largest, Allocator allocator) {
        return new Picks((RowsByGroup) rows, Picks.extreme(by, largest), allocator);
    }

    /// Where in the group the smallest or largest value of the first column stands.
    public static PreparedResult places(DataType type, Accumulator rows, boolean largest, Allocator allocator) {
        return new PickedPlaces(type, new Picks((RowsByGroup) rows, Picks.extreme(0, largest), allocator));
    }

    /// The only value of the first column.
    public static PreparedResult items(Accumulator rows, boolean allowEmpty, Allocator allocator) {
        var kept = (RowsByGroup) rows;
        return new OnlyItems(kept, new Picks(kept, Picks.end(false, false), allocator), allowEmpty);
    }
}
