package dev.penstock.error;

/// The stable names of what can go wrong. Python maps each one to a class of its own; a test holds the two lists equal.
public enum ErrorCode {
    /// A name that the input does not have.
    COLUMN_NOT_FOUND,
    /// Two schemas, or a schema and a value, that do not fit together.
    SCHEMA_MISMATCH,
    /// Lengths or widths that do not fit together.
    SHAPE,
    /// The same output name twice.
    DUPLICATE,
    /// An operation that its operands' types do not have.
    INVALID_OPERATION,
    /// A value that the target type cannot hold.
    CAST,
    /// A failure of the computation itself.
    COMPUTE,
    /// An index outside of a list, array or frame.
    OUT_OF_BOUNDS,
    /// SQL text that does not parse.
    SQL_SYNTAX,
    /// SQL text that parses but asks for what is not there or not allowed.
    SQL_INTERFACE,
    /// An order-dependent operation on data without a declared order.
    SORT_REQUIRED,
    /// An Arrow type that the operation cannot carry.
    UNSUPPORTED_TYPE,
    /// An operation that no engine has.
    UNSUPPORTED_OPERATION,
    /// The memory budget is used up.
    MEMORY_LIMIT,
    /// The spill folder's quota is used up.
    SPILL_QUOTA,
    /// The query was cancelled.
    CANCELLED,
    /// The query took longer than it was allowed to.
    TIMEOUT,
    /// A file or folder that is not there.
    IO_NOT_FOUND,
    /// A file that is broken, or storage that refuses.
    IO,
    /// A handle whose object was closed.
    HANDLE_EXPIRED,
    /// A plan written for a newer reader.
    PLAN_VERSION,
    /// A plan deeper or larger than the limits.
    PLAN_TOO_LARGE,
    /// A setting or an option that is unknown or out of range.
    CONFIG,
    /// A defect of Penstock.
    INTERNAL
}
