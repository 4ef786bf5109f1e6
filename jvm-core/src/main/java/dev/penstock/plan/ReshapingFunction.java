package dev.penstock.plan;

/// Other rows than came in.
public enum ReshapingFunction implements Function.Reshaping {
    REVERSE("reverse"),
    /// `length` values from `offset` on, negative from the end.
    SLICE("slice"),
    /// Each value once; in the order of first appearance with `maintain_order`.
    UNIQUE("unique"),
    DROP_NULLS("drop_nulls"),
    DROP_NANS("drop_nans"),
    /// One row for each element of a list.
    EXPLODE("explode"),
    /// The values at the positions (second argument).
    GATHER("gather"),
    /// Every `n`-th value from `offset` on.
    GATHER_EVERY("gather_every"),
    /// The positions in sorted order.
    ARG_SORT("arg_sort"),
    /// The positions of true.
    ARG_TRUE("arg_true"),
    /// The position of each first appearance.
    ARG_UNIQUE("arg_unique"),
    /// The values that occur most often.
    MODE("mode"),
    /// Each value with how often it occurs, as structs.
    VALUE_COUNTS("value_counts"),
    /// How often each value occurs, in the order of first appearance.
    UNIQUE_COUNTS("unique_counts"),
    /// `n` values or a `fraction`, drawn at random.
    SAMPLE("sample"),
    /// All values in random order.
    SHUFFLE("shuffle");

    private final String symbol;

    ReshapingFunction(String symbol) {
        this.symbol = symbol;
    }

    @Override
    public String symbol() {
        return symbol;
    }
}
