package dev.penstock.function;

/// What a function makes of rows.
public enum FunctionKind {
    /// A value for each row.
    SCALAR,
    /// A value for each group of rows.
    AGGREGATE,
    /// All rows of a group or a frame at once.
    SERIES,
    /// A table of tables.
    TABLE
}
