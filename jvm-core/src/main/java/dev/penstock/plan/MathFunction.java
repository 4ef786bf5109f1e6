package dev.penstock.plan;

/// Arithmetic and mathematics on numbers.
public enum MathFunction implements Function.Elementwise {
    /// The sum; also of strings (joined) and of temporal values and durations. Integers wrap around.
    ADD("add"),
    /// The difference. Integers wrap around.
    SUB("sub"),
    /// The product. Integers wrap around.
    MUL("mul"),
    /// The quotient as a float; of decimals as a decimal.
    TRUEDIV("truediv"),
    /// The quotient rounded down; null for an integer divided by zero.
    FLOORDIV("floordiv"),
    /// The remainder with the sign of the divisor; null for an integer divided by zero.
    MOD("mod"),
    /// The number with the other sign.
    NEG("neg"),
    /// The distance from zero.
    ABS("abs"),
    /// The first argument to the power of the second.
    POW("pow"),
    /// The square root; NaN below zero.
    SQRT("sqrt"),
    /// The cube root.
    CBRT("cbrt"),
    /// e to the power of the argument.
    EXP("exp"),
    /// The logarithm; the option `base` is e by default.
    LOG("log"),
    /// The natural logarithm of one more than the argument.
    LOG1P("log1p"),
    SIN("sin"),
    COS("cos"),
    TAN("tan"),
    COT("cot"),
    ARCSIN("arcsin"),
    ARCCOS("arccos"),
    ARCTAN("arctan"),
    /// The angle of the point (second, first).
    ARCTAN2("arctan2"),
    SINH("sinh"),
    COSH("cosh"),
    TANH("tanh"),
    ARCSINH("arcsinh"),
    ARCCOSH("arccosh"),
    ARCTANH("arctanh"),
    /// Radians as degrees.
    DEGREES("degrees"),
    /// Degrees as radians.
    RADIANS("radians"),
    FLOOR("floor"),
    CEIL("ceil"),
    /// Rounded to `decimals` places; `mode` is `half_to_even` (default) or `half_away_from_zero`.
    ROUND("round"),
    /// Rounded to `digits` significant digits.
    ROUND_SIG_FIGS("round_sig_figs"),
    /// Cut off, toward zero, behind `decimals` places.
    TRUNCATE("truncate"),
    /// -1, 0 or 1; NaN for NaN.
    SIGN("sign"),
    /// The first argument kept between the second and the third; a null bound does not bound.
    CLIP("clip"),
    BITWISE_COUNT_ONES("bitwise_count_ones"),
    BITWISE_COUNT_ZEROS("bitwise_count_zeros"),
    BITWISE_LEADING_ONES("bitwise_leading_ones"),
    BITWISE_LEADING_ZEROS("bitwise_leading_zeros"),
    BITWISE_TRAILING_ONES("bitwise_trailing_ones"),
    BITWISE_TRAILING_ZEROS("bitwise_trailing_zeros"),
    /// The smallest of the arguments; nulls do not count.
    MIN_HORIZONTAL("min_horizontal"),
    /// The largest of the arguments; nulls do not count.
    MAX_HORIZONTAL("max_horizontal"),
    /// The sum of the arguments; nulls do not count unless `ignore_nulls` is false.
    SUM_HORIZONTAL("sum_horizontal"),
    /// The mean of the arguments; nulls do not count unless `ignore_nulls` is false.
    MEAN_HORIZONTAL("mean_horizontal"),
    /// A 64-bit hash of the value, of our own making; the option `seed` varies it.
    HASH("hash");

    private final String symbol;

    MathFunction(String symbol) {
        this.symbol = symbol;
    }

    @Override
    public String symbol() {
        return symbol;
    }
}
