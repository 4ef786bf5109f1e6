package dev.penstock.function;

import dev.penstock.column.Column;
import java.util.List;

/// A scalar function with its settings, bound to types: what engines run. Columns in, a column out.
///
/// Rows are independent of one another, so an engine may call it with any part of them, on any thread.
public interface ScalarCall {
    String name();

    Signature signature();

    /// See [ScalarFunction#deterministic].
    boolean deterministic();

    /// The settings, for people; empty when there are none.
    String settings();

    /// The answers to `rows` rows, as a column that the caller owns; it is of the signature's type and of that length.
    ///
    /// @param arguments of the signature's types; they stay the caller's
    Column apply(List<Column> arguments, long rows, FunctionContext context);
}
