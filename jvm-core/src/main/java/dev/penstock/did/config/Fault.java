package dev.penstock.did.config;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;

/// What can go wrong with difference-in-differences, each under a stable name and with the class of its error.
public enum Fault {
    /// JSON that does not parse.
    E01(ErrorCode.CONFIG),
    /// An unknown field, or a field that is there twice.
    E02(ErrorCode.CONFIG),
    /// A value outside of its closed set, or of the wrong type.
    E03(ErrorCode.CONFIG),
    /// A number outside of its range.
    E04(ErrorCode.CONFIG),
    /// A required field that is missing.
    E05(ErrorCode.CONFIG),
    /// Columns that are not in the data.
    E06(ErrorCode.SCHEMA_MISMATCH),
    E07(ErrorCode.SCHEMA_MISMATCH),
    E08(ErrorCode.SCHEMA_MISMATCH),
    E09(ErrorCode.SCHEMA_MISMATCH),
    E10(ErrorCode.SCHEMA_MISMATCH),
    E11(ErrorCode.SCHEMA_MISMATCH),
    E12(ErrorCode.SCHEMA_MISMATCH),
    E13(ErrorCode.SCHEMA_MISMATCH),
    /// A negative group.
    E14(ErrorCode.SHAPE),
    /// A group that varies within a unit.
    E15(ErrorCode.SHAPE),
    /// A unit that is there twice in a period.
    E16(ErrorCode.SHAPE),
    /// A cluster that varies within a unit.
    E17(ErrorCode.SHAPE),
    /// More than one cluster variable besides the unit.
    E18(ErrorCode.CONFIG),
    /// Fixed weights without panel data.
    E19(ErrorCode.CONFIG),
    /// No treated group.
    E20(ErrorCode.COMPUTE),
    /// Nothing left after balancing.
    E21(ErrorCode.SHAPE),
    /// Too few never-treated units.
    E22(ErrorCode.COMPUTE),
    /// No rows.
    E23(ErrorCode.SHAPE),
    /// A formula that does not parse.
    E24(ErrorCode.CONFIG),
    /// Aggregation of a result without influence functions.
    E40(ErrorCode.COMPUTE),
    /// Nothing to aggregate.
    E41(ErrorCode.COMPUTE),
    /// Cells that are null where none may be.
    E42(ErrorCode.COMPUTE),
    /// An event window without cells.
    E43(ErrorCode.COMPUTE),
    /// A result that does not belong to the frame.
    E44(ErrorCode.CONFIG),
    /// A handle that was closed.
    E50(ErrorCode.HANDLE_EXPIRED),
    /// The memory budget is used up.
    E60(ErrorCode.MEMORY_LIMIT);

    private final ErrorCode kind;

    Fault(ErrorCode kind) {
        this.kind = kind;
    }

    /// The name in the documentation, such as `DID-E16`.
    public String code() {
        return "DID-" + name();
    }

    /// @param message what is wrong, with names and values
    /// @param hint what to do about it
    public PenstockException because(String message, String hint) {
        return because(message).hint(hint);
    }

    /// @param message what is wrong, with names and values
    public PenstockException because(String message) {
        return new PenstockException(kind, "[" + code() + "] " + message).reference(code());
    }
}
