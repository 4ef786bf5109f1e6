package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import java.util.function.BinaryOperator;

/// Skewness, kurtosis, covariance and correlation as SQL.
final class MomentsSql {
    private MomentsSql() {}

    /// @param function makes the call of an aggregate function, over rows that meet a condition
    static String skew(BinaryOperator<String> function, Options options, String x, String present) {
        String n = function.apply("count(*)", present);
        String biased =
                SqlForm.of("({0} / pow({1}, 1.5))", moment(3, function, x, present), moment(2, function, x, present));
        return options.flag("bias", true)
                ? SqlForm.of("CASE WHEN {0} > 0 THEN {1} END", n, biased)
                : SqlForm.of("CASE WHEN {0} > 2 THEN {1} * sqrt({0} * ({0} - 1)) / ({0} - 2) END", n, biased);
    }

    static String kurtosis(BinaryOperator<String> function, Options options, String x, String present) {
        String n = function.apply("count(*)", present);
        String biased =
                SqlForm.of("({0} / pow({1}, 2))", moment(4, function, x, present), moment(2, function, x, present));
        String normal = options.flag("fisher", true) ? "3" : "0";
        String corrected =
                options.flag("bias", true)
                        ? SqlForm.of("{0} - {1}", biased, normal)
                        : SqlForm.of(
                                "CASE WHEN {0} > 3 THEN ({0} - 1) / (({0} - 2) * ({0} - 3)) * (({0} + 1) * {1} - 3 *"
                                        + " ({0} - 1)) + 3 END - {2}",
                                n, biased, normal);
        return SqlForm.of("CASE WHEN {0} > 0 THEN {1} END", n, corrected);
    }

    /// The mean of a power of the distance from the mean: in two passes, because raw sums of powers cancel out.
    private static String moment(int power, BinaryOperator<String> function, String x, String present) {
        return SqlForm.of(
                "list_avg(list_transform({0}, lambda \"#v\": pow(\"#v\" - {1}, {2})))",
                function.apply("list(" + x + ")", present),
                function.apply("avg(" + x + ")", present),
                String.valueOf(power));
    }

    static String covariance(BinaryOperator<String> function, Options options, String x, String y, DataType type) {
        long ddof = options.integer("ddof", 1);
        String both = SqlForm.of("{0} IS NOT NULL AND {1} IS NOT NULL", x, y);
        return SqlForm.of(
                "CAST(CASE WHEN {0} > {1} THEN {2} * {0} / ({0} - {1}) END AS {3})",
                function.apply("count(*)", both),
                String.valueOf(ddof),
                function.apply(SqlForm.of("covar_pop({0}, {1})", x, y), both),
                SqlTypes.of(type));
    }

    static String correlation(BinaryOperator<String> function, Options options, String x, String y, DataType type) {
        if (!options.text("method", "pearson").equals("pearson")) {
            throw new PenstockException(
                    ErrorCode.UNSUPPORTED_OPERATION, "duckdb has no " + options.text("method") + " correlation yet");
        }
        String both = SqlForm.of("{0} IS NOT NULL AND {1} IS NOT NULL", x, y);
        return SqlForm.of(
                "CAST(coalesce({0}, CASE WHEN {2} > 0 THEN CAST('nan' AS DOUBLE) END) AS {1})",
                function.apply(SqlForm.of("corr({0}, {1})", x, y), both),
                SqlTypes.of(type),
                function.apply("count(*)", "TRUE"));
    }
}
