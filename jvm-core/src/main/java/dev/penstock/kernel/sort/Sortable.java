package dev.penstock.kernel.sort;

import dev.penstock.column.Column;
import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;

/// Columns in a form whose rows can be sorted fast: numbers, strings and dictionaries of these as they are, all else as
/// byte strings of the same order.
public final class Sortable {
    private Sortable() {}

    /// Whether values of `type` have an order.
    public static boolean handles(DataType type) {
        return ValueOrder.handles(type);
    }

    /// Whether [#of] leaves a column of `type` as it is.
    public static boolean isAsItIs(DataType type) {
        return switch (type) {
            case DataType.Null _, DataType.Utf8 _, DataType.Binary _ -> true;
            case DataType.Dictionary(_, DataType values, _) ->
                    !(values instanceof DataType.Dictionary) && isAsItIs(values);
            default -> OrderedNumbers.parts(type) >= 0;
        };
    }

    /// `column` as a column of the same order, for the caller.
    ///
    /// @param column of a type that is handled
    public static Column of(Column column, Allocator allocator) {
        return isAsItIs(column.type()) ? column.share() : OrderedBytes.of(column, allocator);
    }
}
