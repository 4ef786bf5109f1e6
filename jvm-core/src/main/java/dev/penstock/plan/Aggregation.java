package dev.penstock.plan;

/// One value for many.
public enum Aggregation implements Function.Aggregating {
    /// How many values are not null.
    COUNT("count"),
    /// How many values there are, nulls included.
    LEN("len"),
    /// How many values are null.
    NULL_COUNT("null_count"),
    /// The sum; 0 of nothing. int8 and int16 sum to int64, the other types to themselves; integers wrap around.
    SUM("sum"),
    PRODUCT("product"),
    /// The mean; null of nothing.
    MEAN("mean"),
    MEDIAN("median"),
    /// The smallest; NaN only if there is nothing else.
    MIN("min"),
    /// The largest; NaN only if there is nothing else.
    MAX("max"),
    /// The smallest; NaN if there is one.
    NAN_MIN("nan_min"),
    /// The largest; NaN if there is one.
    NAN_MAX("nan_max"),
    /// The standard deviation with `ddof` (1) degrees of freedom off; null for n <= ddof.
    STD("std"),
    /// The variance with `ddof` (1) degrees of freedom off; null for n <= ddof.
    VAR("var"),
    /// The quantile `quantile`; `interpolation` is nearest (default), lower, higher, midpoint, linear or equiprobable.
    QUANTILE("quantile"),
    /// The first value, null included, unless `ignore_nulls`.
    FIRST("first"),
    /// The last value, null included, unless `ignore_nulls`.
    LAST("last"),
    /// How many different values there are; null is one of them.
    N_UNIQUE("n_unique"),
    APPROX_N_UNIQUE("approx_n_unique"),
    /// Whether one is true; nulls do not count unless `ignore_nulls` is false.
    ANY("any"),
    /// Whether all are true; nulls do not count unless `ignore_nulls` is false.
    ALL("all"),
    /// All values as one list.
    IMPLODE("implode"),
    /// The position of the smallest.
    ARG_MIN("arg_min"),
    /// The position of the largest.
    ARG_MAX("arg_max"),
    SKEW("skew"),
    KURTOSIS("kurtosis"),
    BITWISE_AND("bitwise_and"),
    BITWISE_OR("bitwise_or"),
    BITWISE_XOR("bitwise_xor"),
    HAS_NULLS("has_nulls"),
    /// The only value; an error if there are several, or none unless `allow_empty`.
    ITEM("item"),
    /// Pearson's correlation of two columns; `method` may be `spearman`.
    CORR("corr"),
    /// The covariance of two columns with `ddof` (1).
    COV("cov"),
    /// The first argument where the second is smallest.
    MIN_BY("min_by"),
    /// The first argument where the second is largest.
    MAX_BY("max_by");

    private final String symbol;

    Aggregation(String symbol) {
        this.symbol = symbol;
    }

    @Override
    public String symbol() {
        return symbol;
    }
}
