package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.OrderedFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bool;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Int;
import dev.penstock.type.DataType.Time;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;

/// Windows as SQL, with our semantics.
final class WindowSql {
    private final BoundPlan.Computed window;
    private final List<String> partition;
    private final SqlNames names;
    private final DataType type;
    private final String x;

    private WindowSql(BoundPlan.Computed window, List<String> partitionBy, Schema input, SqlNames names) {
        this.window = window;
        this.partition = names.each(partitionBy);
        this.names = names;
        boolean none = window.arguments().isEmpty();
        this.type = none ? Types.NULL : input.field(window.arguments().getFirst()).type().logical();
        this.x = none ? "NULL" : names.of(window.arguments().getFirst());
    }

    /// The window over a relation of `input`'s columns, called as `names` says, and of [Sql#ROW], which gives the order
    /// of the rows. Its type in SQL is that of [SqlTypes] for the window's type.
    static String of(BoundPlan.Computed window, List<String> partitionBy, Schema input, SqlNames names) {
        var sql = new WindowSql(window, partitionBy, input, names);
        return switch (window.function()) {
            case Aggregation _ -> AggregateSql.of(window, input, names, sql.over(sql.partition, ""));
            case OrderedFunction function -> sql.ordered(function);
            default -> throw new AssertionError(window.function());
        };
    }

    /// What [#of] needs to find in the relation beside its columns: expressions, each with its name. They are windows
    /// themselves, and SQL knows no windows of windows.
    static List<String> inner(BoundPlan.Computed window, List<String> partitionBy, Schema input, SqlNames names) {
        if (!(window.function() instanceof OrderedFunction function)) {
            return List.of();
        }
        var sql = new WindowSql(window, partitionBy, input, names);
        return switch (function) {
            case RLE_ID ->
                    List.of(
                            SqlForm.of(
                                    "({3} = 1 OR {0} IS DISTINCT FROM {1}) AS {2}",
                                    sql.x, sql.shifted(sql.x, 1), sql.helper(), sql.rows("row_number()", "")));
            case INTERPOLATE -> List.of(sql.rows("row_number()", "") + " AS " + sql.helper());

            default -> List.of();
        };
    }

    private String helper() {
        return Sql.name("#" + window.name());
    }

    private String ordered(OrderedFunction function) {
        boolean reverse = window.options().flag("reverse", false);
        long n = window.options().integer("n", 1);
        return switch (function) {
            case SHIFT -> {
                String fill = window.arguments().size() > 1 ? ", " + names.of(window.arguments().get(1)) : "";
                yield rows("lag(" + x + ", " + n + fill + ")", "");
            }
            case DIFF -> difference(n);
            case PCT_CHANGE -> typed(SqlForm.of("({0} - {1}) / {1}", number(), shifted(number(), n)));
            case CUM_SUM -> sofar(sum("ROWS BETWEEN " + frame(reverse)));
            case CUM_PROD -> sofar(product("ROWS BETWEEN " + frame(reverse)));
            case CUM_MIN -> sofar(rows("min(" + x + ")", "ROWS BETWEEN " + frame(reverse)));
            case CUM_MAX -> sofar(max("ROWS BETWEEN " + frame(reverse)));
            case CUM_COUNT -> typed(rows("count(" + x + ")", "ROWS BETWEEN " + frame(reverse)));
            case FORWARD_FILL -> filled(x, true, window.options().integer("limit"));
            case BACKWARD_FILL -> filled(x, false, window.options().integer("limit"));
            case RANK -> rank();
            case ROW_INDEX -> typed(rows("row_number()", "") + " - 1");
            case IS_DUPLICATED -> "(" + among("count(*)", "") + " > 1)";
            case IS_UNIQUE -> "(" + among("count(*)", "") + " = 1)";
            case IS_FIRST_DISTINCT -> "(" + among("row_number()", order()) + " = 1)";
            case IS_LAST_DISTINCT -> "(" + among("row_number()", order()) + " = " + among("count(*)", "") + ")";
            case RLE_ID -> typed(rows("count(*) FILTER (WHERE " + helper() + ")", "") + " - 1");
            case INTERPOLATE -> interpolated();
            case ROLLING_SUM,
                    ROLLING_MEAN,
                    ROLLING_MIN,
                    ROLLING_MAX,
                    ROLLING_STD,
                    ROLLING_VAR,
                    ROLLING_MEDIAN,
                    ROLLING_QUANTILE ->
                    new RollingSql(type, window.type(), window.options(), x, this::rows).of(function);
        };
    }

    private String typed(String value) {
        return SqlForm.of("CAST({0} AS {1})", value, SqlTypes.of(window.type()));
    }

    private String number() {
        return type instanceof Bool
                ? SqlForm.of("CAST(CAST({0} AS TINYINT) AS DOUBLE)", x)
                : SqlForm.of("CAST({0} AS DOUBLE)", x);
    }

    /// A window function over the rows of the partition in their order.
    ///
    /// @param frame a frame clause, or nothing
    private String rows(String call, String frame) {
        return call + " " + over(partition, frame.isEmpty() ? order() : order() + " " + frame);
    }

    /// A window function over the rows that agree on all arguments.
    private String among(String call, String order) {
        var by = new ArrayList<>(partition);
        by.addAll(names.each(window.arguments()));
        return call + " " + over(by, order);
    }

    private String over(List<String> by, String rest) {
        String keys = by.isEmpty() ? "" : "PARTITION BY " + Sql.list(by) + (rest.isEmpty() ? "" : " ");
        return "OVER (" + keys + rest + ")";
    }

    private String order() {
        return "ORDER BY " + AggregateSql.keys(window.orderBy(), names);
    }

    private static String frame(boolean reverse) {
        return reverse ? "CURRENT ROW AND UNBOUNDED FOLLOWING" : "UNBOUNDED PRECEDING AND CURRENT ROW";
    }

    private String shifted(String value, long n) {
        return rows("lag(" + value + ", " + n + ")", "");
    }

    private String difference(long n) {
        String before = shifted(x, n);
        return switch (type) {
            case Int own -> {
                Int result = (Int) window.type();
                yield own.equals(result)
                        ? IntegerSql.sub(result, x, before)
                        : // What does not fit into the signed type is an error, as in Polars.
                        IntegerSql.sub(
                                result,
                                SqlForm.of("CAST({0} AS {1})", x, SqlTypes.of(result)),
                                SqlForm.of("CAST({0} AS {1})", before, SqlTypes.of(result)));
            }
            case Date _, Timestamp _, Time _ -> {
                String distance =
                        SqlForm.of("({0} - {1})", TemporalSql.units(type, x), TemporalSql.units(type, before));
                yield switch (type) {
                    case Date _ -> SqlForm.of("({0} * 86400000000)", distance);
                    case Time time ->
                            SqlForm.of(
                                    "({0} * {1})", distance, String.valueOf(1_000_000_000 / time.unit().perSecond()));
                    default -> distance;
                };
            }
            default -> typed(SqlForm.of("({0} - {1})", x, before));
        };
    }

    /// A value so far; null where the row is null.
    private String sofar(String value) {
        return SqlForm.of("CASE WHEN {0} IS NOT NULL THEN {1} END", x, value);
    }

    private String sum(String frame) {
        return switch (type) {
            case Bool _ -> typed(rows("count(*) FILTER (WHERE " + x + ")", frame));
            case Int _, DataType.Duration _ ->
                    IntegerSql.wrapped(
                            window.type() instanceof Int result ? result : new Int(64, true),
                            rows("sum(" + x + ")", frame));
            default -> typed(rows("sum(" + x + ")", frame));
        };
    }

    private String product(String frame) {
        if (!(window.type() instanceof Int result)) {
            return typed(rows("product(" + x + ")", frame));
        }
        String values = rows(SqlForm.of("list({0}) FILTER (WHERE {1} IS NOT NULL)", typed(x), x), frame);
        return SqlForm.of(
                "list_reduce({0}, lambda \"#a\", \"#b\": {1})", values, IntegerSql.mul(result, "\"#a\"", "\"#b\""));
    }

    private String max(String frame) {
        String max = rows("max(" + x + ")", frame);
        return type.isFloat()
                ? SqlForm.of(
                        "coalesce({0}, {1})", rows(SqlForm.of("max({0}) FILTER (WHERE NOT isnan({0}))", x), frame), max)
                : max;
    }

    /// The last value that is not null, or the next one.
    private String filled(String value, boolean forward, @org.jspecify.annotations.Nullable Long limit) {
        String far = limit == null ? "UNBOUNDED" : limit.toString();
        return forward
                ? rows("last_value(" + value + " IGNORE NULLS)", "ROWS BETWEEN " + far + " PRECEDING AND CURRENT ROW")
                : rows("first_value(" + value + " IGNORE NULLS)", "ROWS BETWEEN CURRENT ROW AND " + far + " FOLLOWING");
    }

    private String rank() {
        var by = new ArrayList<>(partition);
        by.add(x + " IS NULL");
        String direction = window.options().flag("descending", false) ? " DESC" : "";
        String order = "ORDER BY " + SortableSql.of(type, x) + direction;
        String peers = among("count(*)", "");
        String place = "rank() " + over(by, order);
        String rank =
                switch (window.options().text("method", "average")) {
                    case "min" -> place;
                    case "max" -> place + " + " + peers + " - 1";
                    case "dense" -> "dense_rank() " + over(by, order);
                    case "ordinal" ->
                            "row_number() " + over(by, order + ", " + AggregateSql.keys(window.orderBy(), names));
                    case "random" ->
                            "row_number() "
                                    + over(
                                            by,
                                            order
                                                    + ", hash("
                                                    + Sql.ROW
                                                    + ", "
                                                    + window.options().integer("seed", 0)
                                                    + ")");
                    default -> place + " + (" + peers + " - 1) / 2";
                };
        return sofar(typed(rank));
    }

    /// On the line between the neighbours that are not null, or the nearer of them.
    private String interpolated() {
        String at = helper();
        String backward = "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW";
        String forward = "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING";
        boolean temporal = type.isTemporal();
        boolean linear = window.options().text("method", "linear").equals("linear");
        String value = temporal ? TemporalSql.units(type, x) : linear ? number() : x;
        String position = SqlForm.of("CASE WHEN {0} IS NOT NULL THEN {1} END", x, at);
        String v0 = rows("last_value(" + value + " IGNORE NULLS)", backward);
        String v1 = rows("first_value(" + value + " IGNORE NULLS)", forward);
        String p0 = rows("last_value(" + position + " IGNORE NULLS)", backward);
        String p1 = rows("first_value(" + position + " IGNORE NULLS)", forward);
        String between =
                linear
                        ? SqlForm.of("({0} + ({1} - {0}) * (({4} - {2}) / ({3} - {2})))", v0, v1, p0, p1, at)
                        : SqlForm.of("CASE WHEN {4} - {2} < {3} - {4} THEN {0} ELSE {1} END", v0, v1, p0, p1, at);
        String made =
                temporal ? TemporalSql.point(window.type(), "CAST(trunc(" + between + ") AS BIGINT)") : typed(between);
        return SqlForm.of(
                "CASE WHEN {0} IS NOT NULL THEN {1} WHEN {2} IS NOT NULL AND {3} IS NOT NULL THEN {4} END",
                x, temporal ? x : typed(x), p0, p1, made);
    }
}
