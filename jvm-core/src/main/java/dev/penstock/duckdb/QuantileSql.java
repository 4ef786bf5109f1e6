package dev.penstock.duckdb;

import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bool;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Null;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.TimeUnit;
import java.util.function.BinaryOperator;

/// Quantiles as SQL, with all of Polars' ways to choose between two values.
///
/// @param function makes the call of an aggregate function, over rows that meet a condition
record QuantileSql(BinaryOperator<String> function) {
    String of(DataType type, DataType result, double quantile, String interpolation, String x) {
        if (type instanceof Null) {
            return function.apply("min(" + x + ")", x + " IS NOT NULL");
        }
        if (!type.isTemporal()) {
            String number =
                    type instanceof Bool
                            ? SqlForm.of("CAST(CAST({0} AS TINYINT) AS DOUBLE)", x)
                            : SqlForm.of("CAST({0} AS DOUBLE)", x);
            return SqlForm.of("CAST({0} AS {1})", number(quantile, interpolation, number), SqlTypes.of(result));
        }
        String units =
                type instanceof Date
                        ? TemporalSql.units(
                                new Timestamp(TimeUnit.MICROSECOND, null), SqlForm.of("CAST({0} AS TIMESTAMP)", x))
                        : TemporalSql.units(type, x);
        return TemporalSql.point(
                result, SqlForm.of("CAST(trunc({0}) AS BIGINT)", number(quantile, interpolation, units)));
    }

    private String number(double quantile, String interpolation, String x) {
        String share = "CAST('" + quantile + "' AS DOUBLE)";
        if (interpolation.equals("linear")) {
            return function.apply(
                    SqlForm.of("quantile_cont({0}, {1})", x, String.valueOf(quantile)), x + " IS NOT NULL");
        }
        String count = function.apply("count(*)", x + " IS NOT NULL");
        String sorted = SqlForm.of("list_sort({0})", function.apply("list(" + x + ")", x + " IS NOT NULL"));
        String place = SqlForm.of("({0} - 1) * {1}", count, share);
        return switch (interpolation) {
            case "lower" -> at(sorted, "floor(" + place + ")");
            case "higher" -> at(sorted, "ceil(" + place + ")");
            case "midpoint" ->
                    SqlForm.of(
                            "(({0} + {1}) / 2)", at(sorted, "floor(" + place + ")"), at(sorted, "ceil(" + place + ")"));
            case "equiprobable" -> at(sorted, SqlForm.of("greatest(ceil({0} * {1}) - 1, 0)", count, share));
            default -> at(sorted, "round(" + place + ")");
        };
    }

    private static String at(String list, String place) {
        return SqlForm.of("({0})[CAST({1} AS BIGINT) + 1]", list, place);
    }
}
