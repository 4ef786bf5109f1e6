package dev.penstock.duckdb;

import static dev.penstock.duckdb.ArithmeticSql.floorDiv;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.WindowColumns;
import dev.penstock.bind.WindowSpans;
import dev.penstock.error.ErrorCode;
import dev.penstock.kernel.sort.Sortable;
import dev.penstock.plan.CalendarSpan;
import dev.penstock.plan.IndexWindows;
import dev.penstock.plan.IndexWindows.StartBy;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The rows of windows along an index as SQL, see ADR 30.
///
/// `n` are the input's rows, numbered; `ok` is whether their index is one; `x` has for each row its number, its moment
/// `m` in units of the bounds, and its group `g`. Then there is `w` with a row for each row of each window: its number
/// `n`, the window `k` in its group, and what goes with the window.
final class WindowRowsSql {
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final long LONGEST_MONTH = 31;
    private static final long SHORTEST_MONTH = 28;

    private final PlanSql plans;
    private final BoundPlan.WindowRows plan;
    private final Schema input;
    private final SqlNames names;
    private final DataType index;
    private final WindowSpans spans;
    private final SpanSql sql;
    private final boolean hasStart;
    private final boolean hasEnd;

    WindowRowsSql(PlanSql plans, BoundPlan.WindowRows plan) {
        this.plans = plans;
        this.plan = plan;
        this.input = plan.input().schema();
        this.names = SqlNames.of(input);
        this.index = input.field(plan.index()).type();
        this.spans = plan.spans();
        this.sql = new SpanSql(WindowSpans.boundType(index));
        this.hasStart = plan.windows().closed().hasStart();
        this.hasEnd = plan.windows().closed().hasEnd();
        PlanSql.requireNatural(plan.keys(), input, "as a key");
    }

    /// Why there is no SQL for such windows; null where there is.
    static @Nullable String refusal(BoundPlan.WindowRows plan) {
        Schema input = plan.input().schema();
        for (String key : plan.keys()) {
            if (!Sortable.handles(input.field(key).type())) {
                return "has no windows in groups by " + input.field(key).type();
            }
        }
        DataType index = input.field(plan.index()).type();
        WindowSpans spans = plan.spans();
        boolean zoned = index instanceof DataType.Timestamp(_, String zone) && zone != null && !TemporalSql.isUtc(zone);
        boolean dynamic = plan.windows() instanceof IndexWindows.Dynamic;
        if (zoned && (dynamic || !isFixed(spans.period()) || !isFixed(spans.offset()))) {
            return "has no windows over an index column by the clocks of a zone";
        }
        CalendarSpan every = spans.every();
        var sql = new SpanSql(WindowSpans.boundType(index));
        if (every == null) {
            return null;
        }
        if (sql.units(every).bitLength() >= Long.SIZE - 1) {
            return "has no windows over an index column that start so seldom";
        }
        // The 30th and the 31st may be followed by the same day of the next month, but not at the same time of day.
        boolean days = every.months() != 0 || sql.units(every).mod(BigInteger.valueOf(sql.day())).signum() == 0;
        return spans.period().months() != 0 && !days
                ? "has no windows over an index column that start within days and last for months"
                : null;
    }

    private static boolean isFixed(CalendarSpan span) {
        return span.months() == 0 && span.weeks() == 0 && span.days() == 0;
    }

    String sql() {
        var with = new ArrayList<String>();
        with.add("n AS MATERIALIZED (SELECT * FROM " + plans.numbered(plan.input()) + ")");
        with.add("ok AS MATERIALIZED (" + check() + ")");
        with.add(
                SqlForm.of(
                        "x AS MATERIALIZED (SELECT {0} AS n, {1} AS m, {2} AS g FROM n CROSS JOIN ok WHERE ok.ok)",
                        Sql.ROW, sql.moment(index, index()), groups()));
        switch (plan.windows()) {
            case IndexWindows.Dynamic dynamic -> starting(dynamic, with);
            case IndexWindows.Rolling _ -> rolling(with);
        }
        return "WITH "
                + Sql.list(with)
                + " SELECT "
                + Sql.list(items())
                + " FROM w JOIN n ON n."
                + Sql.ROW
                + " = w.n ORDER BY w.k, w.n";
    }

    private String index() {
        return names.of(plan.index());
    }

    /// The input's columns that are handed on, and those of windows.
    private List<String> items() {
        SqlNames output = SqlNames.of(plan.schema());
        WindowColumns added = plan.columns();
        var items = new ArrayList<String>();
        for (Field field : plan.schema().fields()) {
            String name = field.name();
            String value =
                    input.contains(name)
                            ? "n." + names.of(name)
                            : name.equals(added.window())
                                    ? "CAST(w.k AS BIGINT)"
                                    : name.equals(added.label())
                                            ? label()
                                            : name.equals(added.counted())
                                                    ? "w.counted"
                                                    : bound(name.equals(lower(added)) ? "w.lo" : "w.hi");
            items.add(value + " AS " + output.of(name));
        }
        return items;
    }

    private static @Nullable String lower(WindowColumns added) {
        return added.bounds() == null ? null : added.bounds().lower();
    }

    private String bound(String moment) {
        return sql.value(WindowSpans.boundType(index), moment);
    }

    private String label() {
        return sql.value(
                index,
                switch (plan.windows()) {
                    case IndexWindows.Rolling _ -> "w.m";
                    case IndexWindows.Dynamic dynamic ->
                            switch (dynamic.label()) {
                                case LEFT -> "w.lo";
                                case RIGHT -> "w.hi";
                                case DATAPOINT -> "w.m";
                            };
                });
    }

    /// Numbers of the groups in the order of their keys.
    private String groups() {
        if (plan.keys().isEmpty()) {
            return "0";
        }
        List<String> by =
                plan.keys().stream()
                        .map(key -> SortableSql.of(input.field(key).type(), names.of(key)) + " ASC NULLS FIRST")
                        .toList();
        return "dense_rank() OVER (ORDER BY " + Sql.list(by) + ")";
    }

    /// Whether each row has an index that is not less than that of the row before it, and that windows can count.
    private String check() {
        String partition = plan.keys().isEmpty() ? "" : "PARTITION BY " + Sql.list(names.each(plan.keys())) + " ";
        String over = " OVER (" + partition + "ORDER BY " + Sql.ROW + ")";
        String rows =
                SqlForm.of(
                        "SELECT {0} - 1 AS n, {1} IS NULL AS missing, {1} < lag({1}){2} AS less, lag({0}){2} - 1 AS"
                                + " before, {3} NOT BETWEEN {4} AND {5} AS far FROM n",
                        Sql.ROW, index(), over, sql.moment(index, index()), LEAST.toString(), MOST.toString());
        String found =
                "SELECT min(n) FILTER (WHERE missing) AS missing, min(n) FILTER (WHERE less) AS less,"
                        + " arg_min(before, n) FILTER (WHERE less) AS before, min(n) FILTER (WHERE far) AS far FROM ("
                        + rows
                        + ")";
        String name = "the index column \"" + plan.index() + "\" ";
        String behind =
                "format('{:,}', less) || ' comes behind row ' || format('{:,}', before) || "
                        + Sql.text((plan.keys().isEmpty() ? "" : ", both of one group,") + " and has less");
        return SqlForm.of(
                "SELECT CASE WHEN missing IS NOT NULL THEN {0} WHEN less IS NOT NULL THEN {1} WHEN far IS NOT NULL THEN"
                        + " {2} ELSE true END AS ok FROM ({3})",
                raise(ErrorCode.COMPUTE, name + "is null in row ", "format('{:,}', missing)"),
                raise(ErrorCode.SORT_REQUIRED, name + "is not sorted: row ", behind),
                raise(ErrorCode.COMPUTE, name + "is too large for windows in row ", "format('{:,}', far)"),
                found);
    }

    private static String raise(ErrorCode code, String message, String value) {
        return Errors.raise(code, message, value, "BOOLEAN");
    }

    /// Places count the rows of all groups. Where a window begins and ends is found by the first and the last place of
    /// each moment. As in the core both only go forward, also where a month later is a day earlier.
    private void rolling(List<String> with) {
        with.add("p AS MATERIALIZED (SELECT *, row_number() OVER (ORDER BY g, n) AS p FROM x)");
        with.add("e AS MATERIALIZED (SELECT g, m, min(p) AS a, max(p) AS b FROM p GROUP BY g, m)");
        String lower = sql.plus("m", spans.offset());
        String upper = spans.endsAtRow() ? "m" : sql.plus("lo", spans.period());
        with.add(
                SqlForm.of(
                        "v AS (SELECT *, max(lo) {0} + {1} AS lowest, max(hi) {0} - {2} AS highest FROM (SELECT *, {3}"
                                + " AS hi FROM (SELECT *, {4} AS lo FROM p)))",
                        "OVER (PARTITION BY g ORDER BY p ROWS UNBOUNDED PRECEDING)",
                        hasStart ? "0" : "1",
                        hasEnd ? "0" : "1",
                        upper,
                        lower));
        with.add(
                "f AS (SELECT v.p, v.m, a.a AS a, b.b AS b FROM v ASOF LEFT JOIN e AS a ON v.g = a.g AND v.lowest <="
                        + " a.m ASOF LEFT JOIN e AS b ON v.g = b.g AND v.highest >= b.m)");
        with.add(
                "u AS (SELECT m, p - 1 AS k, coalesce(a <= b, false) AS counted, unnest(CASE WHEN a <= b THEN range(a,"
                        + " b + 1) ELSE [p] END) AS p FROM f)");
        with.add("w AS (SELECT u.m, u.k, u.counted, p.n FROM u JOIN p ON p.p = u.p)");
    }

    /// Which windows a row may be in is reckoned from its moment, and then looked at.
    private void starting(IndexWindows.Dynamic dynamic, List<String> with) {
        CalendarSpan every = Objects.requireNonNull(spans.every());
        with.add("f AS (SELECT g, min(m) AS m FROM x GROUP BY g)");
        with.add("s AS MATERIALIZED (" + starts(dynamic, every) + ")");
        with.add(
                SqlForm.of(
                        "c AS (SELECT x.n, x.g, x.m, s.s, unnest(range(CAST(greatest(0, {0}) AS BIGINT), CAST({1} + 1"
                                + " AS BIGINT))) AS k FROM x JOIN s ON s.g = x.g)",
                        first(every), last(every)));
        String lower =
                every.months() == 0
                        ? SqlForm.of("(s + k::HUGEINT * {0})", sql.units(every).toString())
                        : sql.months("s", "k * " + every.months());
        with.add(
                SqlForm.of(
                        "b AS (SELECT * FROM (SELECT *, {0} AS hi FROM (SELECT *, {1} AS lo FROM c)) WHERE m {2} lo AND"
                                + " m {3} hi)",
                        sql.plus("lo", spans.period()), lower, hasStart ? ">=" : ">", hasEnd ? "<=" : "<"));
        with.add(
                "w AS (SELECT n, lo, hi, min(m) OVER (PARTITION BY g, k) AS m, dense_rank() OVER (ORDER BY g, k) - 1 AS"
                        + " k FROM b)");
    }

    /// The last window that a row may be in.
    private String last(CalendarSpan every) {
        return every.months() == 0
                ? floorDiv("(x.m - s.s)", units(every))
                : floorDiv(SqlForm.of("({0} - {1})", sql.month("x.m"), sql.month("s.s")), every.months());
    }

    /// The first window that a row may be in, or one that is too early.
    private String first(CalendarSpan every) {
        BigInteger rest = sql.units(spans.period());
        if (every.months() == 0) {
            BigInteger longest =
                    BigInteger.valueOf(LONGEST_MONTH * spans.period().months())
                            .multiply(BigInteger.valueOf(sql.day()))
                            .add(rest);
            return floorDiv(SqlForm.of("(x.m - s.s - {0})", longest.toString()), units(every));
        }
        BigInteger most =
                rest.divide(BigInteger.valueOf(SHORTEST_MONTH * sql.day()))
                        .add(BigInteger.valueOf(spans.period().months() + 2));
        return floorDiv(
                SqlForm.of("({0} - {1} - {2})", sql.month("x.m"), sql.month("s.s"), most.toString()), every.months());
    }

    private long units(CalendarSpan every) {
        return sql.units(every).longValueExact();
    }

    /// Where the first window of each group starts: never behind the first moment.
    private String starts(IndexWindows.Dynamic dynamic, CalendarSpan every) {
        if (dynamic.startBy() == StartBy.DATAPOINT) {
            return "SELECT g, m AS s FROM f";
        }
        boolean weekday = dynamic.startBy().day() >= 0 && !(index instanceof DataType.Int);
        String floor = weekday ? sql.weekStart("m", dynamic.startBy().day()) : sql.floor("m", every);
        String moved =
                "SELECT *, " + sql.plus("s", spans.offset()) + " AS t FROM (SELECT *, " + floor + " AS s FROM f)";
        if (every.months() == 0) {
            String back = hasStart ? floorDiv("(m - t)", units(every)) : floorDiv("(m - 1 - t)", units(every));
            return SqlForm.of("SELECT g, t + least(0, {0}) * {1} AS s FROM ({2})", back, "" + units(every), moved);
        }
        String months = String.valueOf(every.months());
        String back =
                SqlForm.of(
                        "SELECT *, least(0, {0}) AS back FROM ({1})",
                        floorDiv(SqlForm.of("({0} - {1})", sql.month("m"), sql.month("t")), every.months()), moved);
        String near = SqlForm.of("SELECT *, {0} AS near FROM ({1})", sql.months("t", "back * " + months), back);
        String before = hasStart ? "m < near" : "m <= near";
        return SqlForm.of(
                "SELECT g, CASE WHEN {0} THEN {1} ELSE near END AS s FROM ({2})",
                before, sql.months("t", "(back - 1) * " + months), near);
    }
}
