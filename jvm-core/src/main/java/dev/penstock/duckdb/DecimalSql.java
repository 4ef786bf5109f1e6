package dev.penstock.duckdb;

import dev.penstock.plan.MathFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Decimal;

/// Arithmetic of decimals as SQL. All results have 38 digits and the scale of the operands, rounded half to even.
final class DecimalSql {
    private DecimalSql() {}

    static String of(MathFunction function, Decimal type, String left, String right) {
        return switch (function) {
            case ADD -> SqlForm.of("({0} + {1})", left, right);
            case SUB -> SqlForm.of("({0} - {1})", left, right);
            default -> JvmFunctions.decimal(function, type, left, right);
        };
    }

    /// The decimal with `scale` digits behind the point, rounded half to even.
    ///
    /// @param strict whether a value that does not fit is an error rather than null
    static String rescaled(Decimal from, Decimal to, boolean strict, String x) {
        String cast = strict ? "CAST({0} AS {1})" : "TRY_CAST({0} AS {1})";
        String rounded = to.scale() >= from.scale() ? x : rounded(from, to.scale(), x);
        return SqlForm.of(cast, rounded, SqlTypes.of((DataType) to));
    }

    /// The decimal rounded half to even to `digits` digits behind the point, as a number with its old scale.
    static String rounded(Decimal type, int digits, String x) {
        // Cut off, then one step away from zero when more than half was cut, or half and the last digit is odd.
        String step = "CAST('1e" + -digits + "' AS " + type(type) + ")";
        String cut = SqlForm.of("(CAST({0} AS {1}) - {0} % {2})", x, type(type), step);
        return SqlForm.of(
                "({1} + CASE WHEN 2 * abs({0} % {2}) > {2} OR (2 * abs({0} % {2}) = {2} AND {1} % (2 * {2}) <> 0)"
                        + " THEN sign({0}) * {2} ELSE 0 END)",
                x, cut, step);
    }

    private static String type(Decimal type) {
        return "DECIMAL(38," + type.scale() + ")";
    }
}
