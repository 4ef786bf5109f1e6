package dev.penstock.duckdb;

import dev.penstock.plan.Options;
import dev.penstock.plan.OrderedFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bool;
import dev.penstock.type.DataType.Int;
import java.util.List;
import java.util.function.BinaryOperator;

/// Aggregates over the last few rows, as SQL.
///
/// @param type of the values
/// @param result of the aggregate
/// @param rows makes a window function of a call and a frame
record RollingSql(DataType type, DataType result, Options options, String x, BinaryOperator<String> rows) {
    String of(OrderedFunction function) {
        long size = options.integer("window_size", 2);
        String enough =
                SqlForm.of(
                        "{0} >= {1}",
                        rows.apply("count(" + x + ")", frame()), String.valueOf(options.integer("min_samples", size)));
        String value = options.has("weights") ? weighted(function) : plain(function);
        return SqlForm.of("CASE WHEN {0} THEN {1} END", enough, value);
    }

    /// The rows of the window: those up to this one, or around it.
    private String frame() {
        long size = options.integer("window_size", 2);
        long following = options.flag("center", false) ? (size - 1) / 2 : 0;
        return "ROWS BETWEEN " + (size - 1 - following) + " PRECEDING AND " + following + " FOLLOWING";
    }

    private String plain(OrderedFunction function) {
        return switch (function) {
            case ROLLING_SUM ->
                    switch (type) {
                        case Bool _ -> typed(window("count(*) FILTER (WHERE " + x + ")"));
                        case Int _ -> IntegerSql.wrapped((Int) result, window("sum(" + x + ")"));
                        default -> typed(window("sum(" + x + ")"));
                    };
            case ROLLING_MEAN -> typed(window("avg(" + number() + ")"));
            // NaN is the greatest, yet it makes the minimum NaN as well.
            case ROLLING_MIN ->
                    type.isFloat()
                            ? SqlForm.of(
                                    "CASE WHEN {0} > 0 THEN CAST('nan' AS {2}) ELSE {1} END",
                                    window("count(*) FILTER (WHERE isnan(" + x + "))"),
                                    window("min(" + x + ")"),
                                    SqlTypes.of(type))
                            : window("min(" + x + ")");
            case ROLLING_MAX -> window("max(" + x + ")");
            case ROLLING_VAR -> typed(variance());
            case ROLLING_STD -> typed("sqrt(" + variance() + ")");
            case ROLLING_MEDIAN -> quantile(0.5, "linear");
            case ROLLING_QUANTILE ->
                    quantile(options.number("quantile", 0.5), options.text("interpolation", "nearest"));
            default -> throw new AssertionError(function);
        };
    }

    private String window(String call) {
        return rows.apply(call, frame());
    }

    private String typed(String value) {
        return SqlForm.of("CAST({0} AS {1})", value, SqlTypes.of(result));
    }

    private String number() {
        return type instanceof Bool
                ? SqlForm.of("CAST(CAST({0} AS TINYINT) AS DOUBLE)", x)
                : SqlForm.of("CAST({0} AS DOUBLE)", x);
    }

    private String variance() {
        long ddof = options.integer("ddof", 1);
        String n = window("count(" + x + ")");
        return SqlForm.of(
                "CASE WHEN {0} > {1} THEN {2} * {0} / ({0} - {1}) END",
                n, String.valueOf(ddof), window("var_pop(" + number() + ")"));
    }

    private String quantile(double quantile, String interpolation) {
        BinaryOperator<String> filtered = (call, only) -> window(call + " FILTER (WHERE " + only + ")");
        return new QuantileSql(filtered).of(type, result, quantile, interpolation, x);
    }

    /// Each value counts as often as the weight of its place says.
    private String weighted(OrderedFunction function) {
        List<?> weights = options.raw("weights") instanceof List<?> list ? list : List.of();
        String factors = "CAST([" + Sql.list(weights.stream().map(String::valueOf).toList()) + "] AS DOUBLE[])";
        String values = window("list(" + number() + ")");
        String products =
                SqlForm.of("list_transform({0}, lambda \"#v\", \"#i\": \"#v\" * {1}[\"#i\"])", values, factors);
        String value =
                switch (function) {
                    case ROLLING_SUM -> SqlForm.of("list_sum({0})", products);
                    case ROLLING_MEAN -> SqlForm.of("(list_sum({0}) / list_sum({1}))", products, factors);
                    case ROLLING_MIN -> SqlForm.of("list_min({0})", products);
                    case ROLLING_MAX -> SqlForm.of("list_max({0})", products);
                    default ->
                            throw new dev.penstock.error.PenstockException(
                                    dev.penstock.error.ErrorCode.UNSUPPORTED_OPERATION,
                                    function.symbol() + " takes no weights yet");
                };
        return typed(value);
    }
}
