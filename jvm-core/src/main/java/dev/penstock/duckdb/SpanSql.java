package dev.penstock.duckdb;

import static dev.penstock.duckdb.ArithmeticSql.floorDiv;

import dev.penstock.bind.WindowSpans;
import dev.penstock.plan.CalendarSpan;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Timestamp;
import java.math.BigInteger;

/// Spans along an index as SQL: over HUGEINT that count the units of the index, so that nothing is too large on the
/// way. There are no clocks but those of UTC, so days are all as long.
///
/// @param bounds the type of the index's bounds
record SpanSql(DataType bounds) {
    private static final long SECONDS_OF_DAY = 86_400;
    private static final long NANOS_OF_SECOND = 1_000_000_000;

    private long perSecond() {
        return WindowSpans.perSecond(bounds);
    }

    long day() {
        return SECONDS_OF_DAY * perSecond();
    }

    /// The units of a span without its months.
    BigInteger units(CalendarSpan span) {
        return BigInteger.valueOf(span.weeks())
                .multiply(BigInteger.valueOf(7))
                .add(BigInteger.valueOf(span.days()))
                .multiply(BigInteger.valueOf(day()))
                .add(BigInteger.valueOf(span.nanos() / (NANOS_OF_SECOND / perSecond())));
    }

    /// A moment, and a span later.
    String plus(String moment, CalendarSpan span) {
        String later = span.months() == 0 ? moment : months(moment, String.valueOf(span.months()));
        return SqlForm.of("({0} + ({1}))", later, units(span).toString());
    }

    /// A moment, and that many months later. A day that a month does not have is its last.
    String months(String moment, String count) {
        String day = day(moment);
        return SqlForm.of(
                "({0} + CAST(CAST({1} + to_months(CAST({2} AS INTEGER)) AS DATE) - {1} AS HUGEINT) * {3})",
                moment, day, count, String.valueOf(day()));
    }

    /// Months since 1970 began.
    String month(String moment) {
        return SqlForm.of("((year({0}) - 1970) * 12 + month({0}) - 1)", day(moment));
    }

    private String day(String moment) {
        return TemporalSql.day(bounds, TemporalSql.point(bounds, SqlForm.of("CAST({0} AS BIGINT)", moment)));
    }

    /// The start of the window in which a moment is, where windows are `every` long: those of weeks start on Mondays,
    /// everything else starts where 1970 did.
    String floor(String moment, CalendarSpan every) {
        if (every.months() != 0) {
            String month = SqlForm.of("({0} * {1})", floorDiv(month(moment), every.months()), "" + every.months());
            String start =
                    SqlForm.of("make_date({0} + 1970, {1} + 1, 1)", floorDiv(month, 12), TemporalSql.modulo(month, 12));
            return SqlForm.of("(CAST({0} - DATE '1970-01-01' AS HUGEINT) * {1})", start, String.valueOf(day()));
        }
        return floor(moment, units(every).longValueExact(), every.weeks() == 0 ? 0 : 4 * day());
    }

    /// The start of a day of the week in which a moment is.
    ///
    /// @param weekday days after Monday
    String weekStart(String moment, int weekday) {
        // The first Monday was the fifth of January.
        return SqlForm.of("({0} + {1})", floor(moment, 7 * day(), 4 * day()), String.valueOf(weekday * day()));
    }

    private static String floor(String moment, long length, long origin) {
        String since = SqlForm.of("({0} - {1})", moment, String.valueOf(origin));
        return SqlForm.of("({0} * {1} + {2})", floorDiv(since, length), String.valueOf(length), String.valueOf(origin));
    }

    /// A value of the index in units of its bounds.
    String moment(DataType index, String x) {
        return switch (index) {
            case DataType.Date _ ->
                    SqlForm.of("(CAST({0} AS HUGEINT) * {1})", TemporalSql.units(index, x), String.valueOf(day()));
            case Timestamp _ -> SqlForm.of("CAST({0} AS HUGEINT)", TemporalSql.units(index, x));
            default -> SqlForm.of("CAST({0} AS HUGEINT)", x);
        };
    }

    /// A moment as a value of `type`: that of the index, or that of its bounds.
    String value(DataType type, String moment) {
        return switch (type) {
            case DataType.Date _ -> TemporalSql.point(type, floorDiv(moment, day()));
            case Timestamp _ -> TemporalSql.point(type, SqlForm.of("CAST({0} AS BIGINT)", moment));
            default -> SqlForm.of("CAST({0} AS {1})", moment, SqlTypes.of(type));
        };
    }
}
