package dev.penstock.duckdb;

import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Decimal;
import dev.penstock.type.DataType.Int;

/// Rounding as SQL.
final class RoundSql {
    /// Doubles beyond are whole numbers, and scaling them could overflow. NaN is beyond as well.
    private static final String FRACTIONS = "4503599627370496";

    private RoundSql() {}

    static String round(DataType type, DataType result, Options options, String x) {
        long decimals = options.integer("decimals", 0);
        boolean even = options.text("mode", "half_to_even").equals("half_to_even");
        if (type instanceof Decimal decimal) {
            if (decimals >= decimal.scale()) {
                return SqlForm.of("CAST({0} AS {1})", x, SqlTypes.of(result));
            }
            String rounded =
                    even
                            ? DecimalSql.rounded(decimal, (int) decimals, x)
                            : SqlForm.of("round({0}, {1})", x, String.valueOf(decimals));
            return SqlForm.of("CAST({0} AS {1})", rounded, SqlTypes.of(result));
        }
        return SqlForm.of(
                "CASE WHEN abs({0}) < {3} THEN CAST({1}({0}, {2}) AS {4}) ELSE {0} END",
                x, even ? "round_even" : "round", String.valueOf(decimals), FRACTIONS, SqlTypes.of(type));
    }

    /// The same steps as in Polars, so that both lose the same digits.
    static String significant(DataType type, DataType result, long digits, String x) {
        String number = SqlForm.of("CAST({0} AS DOUBLE)", x);
        String power = SqlForm.of("pow(10, {0} - 1 - floor(log10(abs({1}))))", String.valueOf(digits), number);
        String rounded =
                SqlForm.of(
                        "CASE WHEN {0} = 0 OR NOT isfinite({0}) THEN {0} ELSE {2}({0} * {1}, 0) / {1} END",
                        number, power, type instanceof Decimal ? "round_even" : "round");
        return result instanceof Int whole
                ? IntegerSql.nearest(whole, rounded)
                : SqlForm.of("CAST({0} AS {1})", rounded, SqlTypes.of(result));
    }

    static String truncated(DataType type, long decimals, String x) {
        if (type instanceof Decimal decimal) {
            return decimals >= decimal.scale()
                    ? x
                    : SqlForm.of(
                            "CAST({0} - {0} % CAST('1e{1}' AS DECIMAL(38,{2})) AS {3})",
                            x, String.valueOf(-decimals), String.valueOf(decimal.scale()), SqlTypes.of(type));
        }
        String cut = decimals == 0 ? "trunc({0})" : "trunc({0} * 1e{1}) / 1e{1}";
        return SqlForm.of(
                "CASE WHEN abs({0}) < {2} THEN CAST(" + cut + " AS {3}) ELSE {0} END",
                x,
                String.valueOf(decimals),
                FRACTIONS,
                SqlTypes.of(type));
    }
}
