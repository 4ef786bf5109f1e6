package dev.penstock.duckdb;

import static dev.penstock.duckdb.ArithmeticSql.floorDiv;

import dev.penstock.kernel.ZoneClocks.Gap;
import dev.penstock.kernel.ZoneClocks.Question;
import dev.penstock.plan.CalendarSpan;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Moves along the calendar as SQL, where days are those of the zone's clocks.
///
/// @param type a date or a timestamp
/// @param x its value, which is repeated often, so that it should be short
record CalendarSql(DataType type, String x) {
    private static final long SECONDS_OF_DAY = 86_400;
    private static final long NANOS_OF_DAY = SECONDS_OF_DAY * 1_000_000_000;

    /// The first day of the month, at the same time of day.
    String monthStart() {
        return moved(SqlForm.of("(1 - day({0}))", TemporalSql.day(type, x)));
    }

    /// The last day of the month, at the same time of day.
    String monthEnd() {
        return moved(SqlForm.of("(day(last_day({0})) - day({0}))", TemporalSql.day(type, x)));
    }

    private String moved(String days) {
        if (type instanceof Date) {
            return SqlForm.of("({0} + CAST({1} AS INTEGER))", x, days);
        }
        String local = SqlForm.of("({0} + {1} * {2})", localUnits(), days, String.valueOf(day()));
        return instant((Timestamp) type, local, Question.RAISE, Gap.RAISE);
    }

    /// What the clocks show, as what the clocks of another zone, or of none, show.
    String inZone(Timestamp to, Options options) {
        Question ambiguous = Question.valueOf(options.text("ambiguous", "raise").toUpperCase(Locale.ROOT));
        return instant(
                to,
                localUnits(),
                ambiguous,
                options.text("non_existent", "raise").equals("null") ? Gap.NULL : Gap.RAISE);
    }

    /// The zone's offset of some kind, in milliseconds.
    String offset(Question question) {
        String zone = ((Timestamp) type).zone();
        if (zone == null || TemporalSql.isUtc(zone)) {
            return SqlForm.of("({0} * 0)", TemporalSql.units(type, x));
        }
        return SqlForm.of("({0} * 1000)", offset(zone, question, Gap.RAISE, seconds(TemporalSql.units(type, x))));
    }

    /// Moved by a span: months and days by the calendar, then the rest. A day that a month does not have is its last.
    String plus(CalendarSpan span) {
        if (type instanceof Date) {
            // In microseconds: what is finer does not count.
            long days = Math.floorDiv(span.nanos() / 1_000, SECONDS_OF_DAY * 1_000_000);
            return SqlForm.of("({0} + {1})", later(span), String.valueOf(days));
        }
        String nanos = String.valueOf(span.nanos() / (1_000_000_000 / unit().perSecond()));
        if (span.months() == 0 && span.weeks() == 0 && span.days() == 0) {
            return TemporalSql.point(type, SqlForm.of("({0} + {1})", TemporalSql.units(type, x), nanos));
        }
        String local =
                SqlForm.of(
                        "({0} + CAST({1} - {2} AS BIGINT) * {3})",
                        localUnits(), later(span), TemporalSql.day(type, x), String.valueOf(day()));
        boolean back = span.months() < 0 || span.weeks() < 0 || span.days() < 0;
        String moved = asBefore(local, back ? Gap.BEFORE : Gap.AFTER);
        return span.nanos() == 0
                ? moved
                : TemporalSql.point(type, SqlForm.of("({0} + {1})", TemporalSql.units(type, moved), nanos));
    }

    /// The day, moved by the months, weeks and days of a span.
    private String later(CalendarSpan span) {
        String day = TemporalSql.day(type, x);
        String month =
                span.months() == 0
                        ? day
                        : SqlForm.of("CAST({0} + to_months({1}) AS DATE)", day, String.valueOf(span.months()));
        return SqlForm.of("({0} + CAST({1} AS INTEGER))", month, String.valueOf(7 * span.weeks() + span.days()));
    }

    /// The start of the window in which the value is, where windows are `span` long.
    String truncated(CalendarSpan span) {
        if (span.months() != 0) {
            String day = TemporalSql.day(type, x);
            String month =
                    SqlForm.of("({0} * {1})", floorDiv(months(day), span.months()), String.valueOf(span.months()));
            String start =
                    SqlForm.of("make_date({0} + 1970, {1} + 1, 1)", floorDiv(month, 12), TemporalSql.modulo(month, 12));
            return type instanceof Date
                    ? start
                    : asBefore(
                            SqlForm.of("({0} * {1})", TemporalSql.units(Types.DATE32, start), String.valueOf(day())),
                            Gap.BEFORE);
        }
        if (type instanceof Date && span.nanos() == 0) {
            return TemporalSql.point(type, windows(TemporalSql.units(type, x), span, 1));
        }
        if (type instanceof Date) {
            // In milliseconds, of which the time of day is cut off again, toward 1970.
            long day = SECONDS_OF_DAY * 1_000;
            String start =
                    windows(SqlForm.of("({0} * {1})", TemporalSql.units(type, x), String.valueOf(day)), span, day);
            return TemporalSql.point(type, SqlForm.of("({0} // {1})", start, String.valueOf(day)));
        }
        return asBefore(windows(localUnits(), span, day()), Gap.BEFORE);
    }

    private static String months(String day) {
        return SqlForm.of("((year({0}) - 1970) * 12 + month({0}) - 1)", day);
    }

    /// Weeks start on Mondays, everything else where 1970 did.
    private static String windows(String units, CalendarSpan span, long day) {
        long origin = span.weeks() == 0 ? 0 : 4 * day;
        long length = (7 * span.weeks() + span.days()) * day;
        length += day == 1 ? 0 : span.nanos() / (NANOS_OF_DAY / day);
        if (length == 0) {
            return units;
        }
        String moved = SqlForm.of("({0} - {1})", units, String.valueOf(origin));
        return SqlForm.of("({0} * {1} + {2})", floorDiv(moved, length), String.valueOf(length), String.valueOf(origin));
    }

    /// The instant at which the clocks show a time. Of two such instants, the first, or the second if the value was a
    /// second one.
    private String asBefore(String local, Gap gap) {
        String zone = zone(type);
        if (zone == null) {
            return TemporalSql.point(type, local);
        }
        String old = offset(zone, Question.AT_INSTANT, Gap.RAISE, seconds(TemporalSql.units(type, x)));
        String first = offset(zone, Question.EARLIEST, Gap.RAISE, seconds(localUnits()));
        return SqlForm.of(
                "CASE WHEN {0} = {1} THEN {2} ELSE {3} END",
                old,
                first,
                instant((Timestamp) type, local, Question.EARLIEST, gap),
                instant((Timestamp) type, local, Question.LATEST, gap));
    }

    /// The instant at which the clocks of the type's zone show a time, in units.
    private static String instant(Timestamp to, String local, Question question, Gap gap) {
        String zone = zone(to);
        if (zone == null) {
            return TemporalSql.point(to, local);
        }
        long perSecond = to.unit().perSecond();
        String offset = offset(zone, question, gap, floorDiv(local, perSecond));
        return TemporalSql.point(to, SqlForm.of("({0} - {1} * {2})", local, offset, String.valueOf(perSecond)));
    }

    /// What the zone's clocks show, in units since they showed the start of 1970.
    private String localUnits() {
        String units = TemporalSql.units(type, x);
        String zone = zone(type);
        return zone == null
                ? units
                : SqlForm.of(
                        "({0} + {1} * {2})",
                        units,
                        offset(zone, Question.AT_INSTANT, Gap.RAISE, seconds(units)),
                        String.valueOf(unit().perSecond()));
    }

    private String seconds(String units) {
        return floorDiv(units, unit().perSecond());
    }

    private static String offset(String zone, Question question, Gap gap, String seconds) {
        String call =
                SqlForm.of(
                        ZoneFunction.NAME + "({0}, CAST({1} AS BIGINT))",
                        seconds,
                        String.valueOf(ZoneFunction.code(zone, question, gap)));
        return gap == Gap.NULL || question == Question.NULL
                ? SqlForm.of("nullif({0}, CAST('{1}' AS BIGINT))", call, String.valueOf(ZoneFunction.NONE))
                : call;
    }

    /// The zone whose clocks differ from UTC, if any.
    private static @Nullable String zone(DataType type) {
        String zone = ((Timestamp) type).zone();
        return zone == null || TemporalSql.isUtc(zone) ? null : zone;
    }

    private TimeUnit unit() {
        return ((Timestamp) type).unit();
    }

    private long day() {
        return SECONDS_OF_DAY * unit().perSecond();
    }
}
