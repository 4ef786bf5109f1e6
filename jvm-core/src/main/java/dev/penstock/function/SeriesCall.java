package dev.penstock.function;

import dev.penstock.column.Frame;
import dev.penstock.type.DataType;

/// A function of all rows of a group, or of the frame: what engines run. Its answer has one column, and as many rows as
/// it likes unless it is [#scalar].
public interface SeriesCall {
    String name();

    /// What it wants, and the type of the column that it answers.
    Signature signature();

    /// Whether it answers one row.
    boolean scalar();

    /// See [ScalarCall#settings].
    String settings();

    /// The answer, which the caller owns.
    ///
    /// @param arguments a column for each argument; they stay the caller's
    Frame apply(Frame arguments, FunctionContext context);

    /// The type of the answer for a whole group.
    default DataType groupType() {
        return scalar() ? signature().result() : DataType.listOf(signature().result());
    }
}
