package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.UserFunctions;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.OrderedFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bool;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Decimal;
import dev.penstock.type.DataType.Duration;
import dev.penstock.type.DataType.FloatingPoint;
import dev.penstock.type.DataType.Int;
import dev.penstock.type.DataType.Null;
import dev.penstock.type.DataType.Time;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.Schema;
import dev.penstock.type.TimeUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Aggregates as SQL, with our semantics.
final class AggregateSql {
    private final BoundPlan.Computed aggregate;
    private final Schema input;
    private final SqlNames names;

    /// What follows each aggregate function: nothing, or the partition that makes a window of it.
    private final String over;

    private final @Nullable String filter;

    private AggregateSql(BoundPlan.Computed aggregate, Schema input, SqlNames names, String over) {
        this.aggregate = aggregate;
        this.input = input;
        this.names = names;
        this.over = over;
        this.filter = aggregate.filter() == null ? null : names.of(aggregate.filter());
    }

    /// Whether the aggregate looks at the order of its rows, so that the relation must have the column [Sql#ROW].
    static boolean needsRow(BoundPlan.Computed aggregate) {
        return switch (aggregate.function()) {
            case Aggregation function ->
                    switch (function) {
                        case FIRST, LAST, IMPLODE, ARG_MIN, ARG_MAX, MIN_BY, MAX_BY -> true;
                        case LEN,
                                COUNT,
                                NULL_COUNT,
                                SUM,
                                PRODUCT,
                                MEAN,
                                MEDIAN,
                                MIN,
                                MAX,
                                NAN_MIN,
                                NAN_MAX,
                                STD,
                                VAR,
                                QUANTILE,
                                N_UNIQUE,
                                APPROX_N_UNIQUE,
                                ANY,
                                ALL,
                                SKEW,
                                KURTOSIS,
                                BITWISE_AND,
                                BITWISE_OR,
                                BITWISE_XOR,
                                HAS_NULLS,
                                ITEM,
                                CORR,
                                COV ->
                                false;
                    };
            case OrderedFunction _, UserFunctions.Aggregate _ -> true;
            default -> throw new AssertionError(aggregate.function());
        };
    }

    /// The aggregate over a relation of `input`'s columns, called as `names` says, and of [Sql#ROW] if [#needsRow] says
    /// so. Its type in SQL is that of [SqlTypes] for the aggregate's type.
    static String of(BoundPlan.Computed aggregate, Schema input, SqlNames names) {
        return new AggregateSql(aggregate, input, names, "").sql();
    }

    /// The same for each row of a partition.
    ///
    /// @param over an OVER clause
    static String of(BoundPlan.Computed aggregate, Schema input, SqlNames names, String over) {
        return new AggregateSql(aggregate, input, names, " " + over).sql();
    }

    private String sql() {
        if (aggregate.arguments().isEmpty()) {
            return typed(function("count(*)", null));
        }
        DataType type = input.field(aggregate.arguments().getFirst()).type().logical();
        String x = names.of(aggregate.arguments().getFirst());
        String missing = SqlForm.of("{0} IS NULL", x);
        String present = SqlForm.of("{0} IS NOT NULL", x);
        return switch ((Aggregation) aggregate.function()) {
            case LEN -> typed(function("count(*)", null));
            case COUNT -> typed(function("count(" + x + ")", null));
            case NULL_COUNT -> typed(function("count(*)", missing));
            case HAS_NULLS -> "(" + function("count(*)", missing) + " > 0)";
            case SUM -> sum(type, x);
            case PRODUCT -> product(type, x, present);
            case MEAN -> mean(type, x);
            case MEDIAN -> new QuantileSql(this::function).of(type, aggregate.type(), 0.5, "linear", x);
            case QUANTILE ->
                    new QuantileSql(this::function)
                            .of(
                                    type,
                                    aggregate.type(),
                                    aggregate.options().number("quantile", 0.5),
                                    aggregate.options().text("interpolation", "nearest"),
                                    x);
            case MIN -> function("min(" + x + ")", null);
            case MAX -> {
                String max = function("max(" + x + ")", null);
                // NaN is the greatest, so it must stand back.
                yield type.isFloat()
                        ? SqlForm.of(
                                "coalesce({0}, {1})", function("max(" + x + ")", SqlForm.of("NOT isnan({0})", x)), max)
                        : max;
            }
            case NAN_MIN -> {
                String min = function("min(" + x + ")", null);
                yield type.isFloat()
                        ? SqlForm.of(
                                "CASE WHEN {0} THEN CAST('nan' AS {2}) ELSE {1} END",
                                function(SqlForm.of("bool_or(isnan({0}))", x), null), min, SqlTypes.of(type))
                        : min;
            }
            case NAN_MAX -> function("max(" + x + ")", null);
            case VAR -> typed(variance(type, x));
            case STD -> typed(SqlForm.of("sqrt({0})", variance(type, x)));
            case FIRST -> edge(x, "first", "arg_min_null");
            case LAST -> edge(x, "last", "arg_max_null");
            case N_UNIQUE ->
                    typed(
                            SqlForm.of(
                                    "({0} + CASE WHEN {1} > 0 THEN 1 ELSE 0 END)",
                                    function("count(DISTINCT " + x + ")", null), function("count(*)", missing)));
            case APPROX_N_UNIQUE -> typed(function("approx_count_distinct(" + x + ")", null));
            // The cast is for columns of nulls, which have no other type.
            case ANY -> truth("bool_or(CAST(" + x + " AS BOOLEAN))", "TRUE", "FALSE", missing);
            case ALL -> truth("bool_and(CAST(" + x + " AS BOOLEAN))", "FALSE", "TRUE", missing);
            case IMPLODE -> SqlForm.of("coalesce({0}, CAST([] AS {1}))", list(x, null), SqlTypes.of(aggregate.type()));
            case ARG_MIN -> position(x, function("min(" + x + ")", null));
            case ARG_MAX ->
                    position(
                            x,
                            type.isFloat()
                                    ? SqlForm.of(
                                            "coalesce({0}, {1})",
                                            function("max(" + x + ")", SqlForm.of("NOT isnan({0})", x)),
                                            function("max(" + x + ")", null))
                                    : function("max(" + x + ")", null));
            case SKEW -> MomentsSql.skew(this::function, aggregate.options(), number(type, x), present);
            case KURTOSIS -> MomentsSql.kurtosis(this::function, aggregate.options(), number(type, x), present);
            case BITWISE_AND -> function((type instanceof Bool ? "bool_and(" : "bit_and(") + x + ")", null);
            case BITWISE_OR -> function((type instanceof Bool ? "bool_or(" : "bit_or(") + x + ")", null);
            case BITWISE_XOR ->
                    type instanceof Bool
                            ? SqlForm.of(
                                    "CASE WHEN {0} > 0 THEN {1} % 2 = 1 END",
                                    function("count(" + x + ")", null), function("count(*)", x))
                            : function("bit_xor(" + x + ")", null);
            case ITEM -> item(x);
            case CORR ->
                    MomentsSql.correlation(
                            this::function,
                            aggregate.options(),
                            number(type, x),
                            number(type(1), other()),
                            aggregate.type());
            case COV ->
                    MomentsSql.covariance(
                            this::function,
                            aggregate.options(),
                            number(type, x),
                            number(type(1), other()),
                            aggregate.type());
            case MIN_BY -> by(x, "ASC");
            case MAX_BY -> by(x, "DESC");
        };
    }

    private DataType type(int argument) {
        return input.field(aggregate.arguments().get(argument)).type().logical();
    }

    private String other() {
        return names.of(aggregate.arguments().get(1));
    }

    /// A call of one of DuckDB's aggregate functions over the rows of this aggregate.
    ///
    /// @param only which of the rows count, or null
    private String function(String call, @Nullable String only) {
        String condition = filter == null ? only : only == null ? filter : filter + " AND " + only;
        return (condition == null ? call : call + " FILTER (WHERE " + condition + ")") + over;
    }

    private String typed(String value) {
        return SqlForm.of("CAST({0} AS {1})", value, SqlTypes.of(aggregate.type()));
    }

    private static String number(DataType type, String x) {
        return type instanceof Bool
                ? SqlForm.of("CAST(CAST({0} AS TINYINT) AS DOUBLE)", x)
                : SqlForm.of("CAST({0} AS DOUBLE)", x);
    }

    private String sum(DataType type, String x) {
        return switch (type) {
            case Bool _ -> typed(function("count(*)", x));
            case Int _, Duration _ -> {
                Int result = aggregate.type() instanceof Int own ? own : new Int(64, true);
                yield IntegerSql.wrapped(result, SqlForm.of("coalesce({0}, 0)", function("sum(" + x + ")", null)));
            }
            // An aggregate, so that it is one row.
            case Null _ -> function("min(" + x + ")", null);
            default -> typed(SqlForm.of("coalesce({0}, 0)", function("sum(" + x + ")", null)));
        };
    }

    private String product(DataType type, String x, String present) {
        if (type instanceof FloatingPoint) {
            return typed(SqlForm.of("coalesce({0}, 1)", function("product(" + x + ")", null)));
        }
        String one = LiteralSql.cast("1", aggregate.type());
        String values = SqlForm.of("list_prepend({0}, {1})", one, function(SqlForm.of("list({0})", typed(x)), present));
        String product =
                aggregate.type() instanceof Decimal decimal
                        ? JvmFunctions.decimal(dev.penstock.plan.MathFunction.MUL, decimal, "\"#a\"", "\"#b\"")
                        : IntegerSql.mul((Int) aggregate.type(), "\"#a\"", "\"#b\"");
        return SqlForm.of("coalesce(list_reduce({0}, lambda \"#a\", \"#b\": {1}), {2})", values, product, one);
    }

    private String mean(DataType type, String x) {
        return switch (type) {
            case Date _ -> point(SqlForm.of("CAST({0} AS TIMESTAMP)", x), new Timestamp(TimeUnit.MICROSECOND, null));
            case Timestamp _, Time _, Duration _ -> point(x, type);
            // An aggregate, so that it is one row.
            case Null _ -> function("min(" + x + ")", null);
            case Int _ -> typed(function("avg(" + x + ")", null));
            default -> typed(function("avg(" + number(type, x) + ")", null));
        };
    }

    private String point(String x, DataType type) {
        return TemporalSql.point(
                aggregate.type(),
                SqlForm.of("CAST(trunc({0}) AS BIGINT)", function("avg(" + TemporalSql.units(type, x) + ")", null)));
    }

    private String variance(DataType type, String x) {
        if (type instanceof Null) {
            return function("min(" + x + ")", null);
        }
        String number = number(type, x);
        long ddof = aggregate.options().integer("ddof", 1);
        if (ddof == 1) {
            return function("var_samp(" + number + ")", null);
        }
        return SqlForm.of(
                // Of one value the variance is its distance from itself: NaN if it is infinite or NaN.
                "CASE WHEN {0} = 1 AND {1} = 0 THEN {3} - {3} WHEN {0} > {1} THEN {2} * {0} / ({0} - {1}) END",
                function("count(" + number + ")", null),
                String.valueOf(ddof),
                function("var_pop(" + number + ")", null),
                function("min(" + number + ")", null));
    }

    /// The first or the last value in the order of the rows.
    private String edge(String x, String function, String byRow) {
        String only = aggregate.options().flag("ignore_nulls", false) ? x + " IS NOT NULL" : null;
        if (aggregate.orderBy().isEmpty()) {
            return function(SqlForm.of(byRow + "({0}, {1})", x, Sql.ROW), only);
        }
        boolean first = function.equals("first");
        if (over.isEmpty() || (filter == null && only == null)) {
            return function(SqlForm.of(function + "({0}{1})", x, order()), only);
        }
        // DuckDB knows no FILTER for the first of a window.
        return SqlForm.of("({0})[{1}]", list(x, only), first ? "1" : "-1");
    }

    private String list(String x, @Nullable String only) {
        return function(SqlForm.of("list({0}{1})", x, order()), only);
    }

    /// The order of the rows: that of the keys, and among equals the input's.
    private String order() {
        return " ORDER BY " + keys(aggregate.orderBy(), names);
    }

    static String keys(List<BoundPlan.Key> keys, SqlNames names) {
        var order = new ArrayList<String>();
        for (BoundPlan.Key key : keys) {
            order.add(
                    names.of(key.column())
                            + (key.descending() ? " DESC" : " ASC")
                            + (key.nullsLast() ? " NULLS LAST" : " NULLS FIRST"));
        }
        order.add(Sql.ROW);
        return Sql.list(order);
    }

    private String position(String x, String value) {
        return SqlForm.of(
                "CASE WHEN {1} IS NOT NULL THEN {0} END",
                typed(SqlForm.of("list_position({0}, {1}) - 1", list(x, null), value)), value);
    }

    /// Kleene's or its opposite when nulls count: a decisive value decides, else a null leaves it open.
    private String truth(String call, String decisive, String otherwise, String missing) {
        String known = SqlForm.of("coalesce({0}, {1})", function(call, null), otherwise);
        if (aggregate.options().flag("ignore_nulls", true)) {
            return known;
        }
        return SqlForm.of(
                "CASE WHEN {0} = {1} THEN {1} WHEN {2} = 0 THEN {3} END",
                known, decisive, function("count(*)", missing), otherwise);
    }

    private String item(String x) {
        String count = function("count(*)", null);
        String none =
                aggregate.options().flag("allow_empty", false)
                        ? typed("NULL")
                        : SqlErrors.raise(aggregate.type(), "item() expects one value, got ", count);
        return SqlForm.of(
                "CASE {0} WHEN 1 THEN {1} WHEN 0 THEN {2} ELSE {3} END",
                count,
                over.isEmpty() || filter == null
                        ? function("first(" + x + ")", null)
                        : SqlForm.of("({0})[1]", function("list(" + x + ")", null)),
                none,
                SqlErrors.raise(aggregate.type(), "item() expects one value, got ", count));
    }

    /// The value on the first row with the extreme key; null keys do not count, and NaN is greater than all.
    private String by(String x, String direction) {
        String key = other();
        String present = key + " IS NOT NULL";
        boolean floats = type(1).isFloat();
        String order = (floats ? SqlForm.of("isnan({0}), ", key) : "") + key + " " + direction + ", " + Sql.ROW;
        String call = SqlForm.of("({0} ORDER BY {1})", x, order);
        return over.isEmpty()
                ? function("first" + call, present)
                : SqlForm.of("({0})[1]", function("list" + call, present));
    }
}
