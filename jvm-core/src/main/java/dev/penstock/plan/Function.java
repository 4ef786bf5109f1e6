package dev.penstock.plan;

/// A function that expressions may call. The families are closed, so a new function is a constant of its family's enum
/// and the compiler names every `switch` that must learn about it: its types, its SQL, its kernel.
public sealed interface Function {
    /// The name in plans: the Python name, with its namespace, such as `str.contains`.
    String symbol();

    /// A value for each row, made from the arguments' values on that row.
    sealed interface Elementwise extends Function
            permits MathFunction,
                    LogicFunction,
                    StringFunction,
                    TemporalFunction,
                    ListFunction,
                    StructFunction,
                    MapFunction,
                    BinaryFunction,
                    DerivedFunction,
                    OfUser {}

    /// One value for all rows (of the frame or the group).
    sealed interface Aggregating extends Function permits Aggregation, OfUserForGroups {}

    /// A value for each row that depends on the order of the rows.
    sealed interface Ordered extends Function permits OrderedFunction {}

    /// As many values as it likes, in its own order.
    sealed interface Reshaping extends Function permits ReshapingFunction, OfUserForSeries {}

    /// An elementwise function that a user brings; which one, the binder knows. Only in plans whose names are resolved:
    /// in written ones stands [Expr.Apply].
    non-sealed interface OfUser extends Elementwise {}

    /// An aggregate function that a user brings.
    non-sealed interface OfUserForGroups extends Aggregating {}

    /// A function of whole columns that a user brings.
    non-sealed interface OfUserForSeries extends Reshaping {}
}
