package dev.penstock.function;

/// An aggregate function with its settings, bound to types: what engines run.
public interface AggregateCall {
    String name();

    Signature signature();

    /// See [ScalarCall#settings].
    String settings();

    /// What groups come to; none yet. The caller owns it.
    AggregateState open(FunctionContext context);
}
