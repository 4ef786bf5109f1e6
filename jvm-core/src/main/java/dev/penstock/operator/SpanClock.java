package dev.penstock.operator;

import dev.penstock.bind.WindowSpans;
import dev.penstock.kernel.CalendarLanes;
import dev.penstock.kernel.ZoneClocks;
import dev.penstock.kernel.ZoneClocks.Gap;
import dev.penstock.plan.CalendarSpan;
import dev.penstock.type.DataType;
import org.jspecify.annotations.Nullable;

/// Moves moments of one type by spans, one by one, by the calendar and the clocks of the type's zone: what
/// `dt.offset_by` and `dt.truncate` do to columns. Numbers are moments without a calendar.
///
/// What would be outside of 64 bits is the end of time, at either side.
///
/// @param perSecond units of the type for a second
/// @param clocks null where they are those of UTC
record SpanClock(long perSecond, @Nullable ZoneClocks clocks) {
    private static final long NANOS_OF_SECOND = 1_000_000_000;
    private static final long SECONDS_OF_DAY = 86_400;

    private static final CalendarSpan NOTHING = new CalendarSpan(0, 0, 0, 0);

    /// More days than there are in any 64 bits of milliseconds that the calendar can count.
    private static final long MOST_DAYS = 100_000_000_000L;

    /// @param bounds the type of the moments
    static SpanClock of(DataType bounds) {
        ZoneClocks clocks =
                bounds instanceof DataType.Timestamp(_, String zone) && zone != null ? ZoneClocks.of(zone) : null;
        return new SpanClock(WindowSpans.perSecond(bounds), clocks);
    }

    private long dayUnits() {
        return SECONDS_OF_DAY * perSecond;
    }

    /// `moment` and `times` times the span: months first, a day that a month does not have is its last, then days, then
    /// the rest.
    long plus(long moment, CalendarSpan span, long times) {
        long months = product(span.months(), times);
        long days = product(7 * span.weeks() + span.days(), times);
        long units = product(span.nanos() / (NANOS_OF_SECOND / perSecond), times);
        if (months == 0 && days == 0) {
            return sum(moment, units);
        }
        if (Math.abs(months) > MOST_DAYS / 31 || Math.abs(days) > MOST_DAYS) {
            return end(months == 0 ? days : months);
        }
        long local = clocks == null ? moment : clocks.shown(moment, perSecond);
        long day = Math.floorDiv(local, dayUnits());
        long moved = sum(local, product(CalendarLanes.plus(day, months, days) - day, dayUnits()));
        boolean back = span.months() < 0 || span.weeks() < 0 || span.days() < 0;
        return sum(instant(moment, moved, back == times < 0 ? Gap.AFTER : Gap.BEFORE), units);
    }

    /// A span that many moments are moved by, once each.
    ///
    /// @param units the whole span, where it has the same length at all times; 0 where the calendar has a say
    record Shift(SpanClock clock, CalendarSpan span, long units) {
        /// Whether what is later before it is later behind it, and as much.
        boolean isFixed() {
            return units != 0 || span.equals(NOTHING);
        }

        /// The same as [SpanClock#plus] does.
        long of(long moment) {
            if (units == 0) {
                return clock.plus(moment, span, 1);
            }
            long moved = moment + units;
            return ((moment ^ moved) & (units ^ moved)) < 0 ? end(units) : moved;
        }
    }

    /// The shift by a span.
    Shift shift(CalendarSpan span) {
        long days = 7 * span.weeks() + span.days();
        boolean fixed = span.months() == 0 && (days == 0 || clocks == null) && Math.abs(days) < MOST_DAYS;
        long rest = span.nanos() / (NANOS_OF_SECOND / perSecond);
        double length = (double) days * (double) dayUnits() + (double) rest;
        // What has no 64 bits is left to those who know the end of time.
        return new Shift(this, span, fixed && Math.abs(length) < 0x1p62 ? days * dayUnits() + rest : 0);
    }

    /// The start of the window in which `moment` is, where windows are `every` long: those of weeks start on Mondays,
    /// everything else starts where 1970 did.
    ///
    /// @param every months, weeks, days or what is shorter, no mixture of them
    long floor(long moment, CalendarSpan every) {
        long local = clocks == null ? moment : clocks.shown(moment, perSecond);
        if (every.months() != 0) {
            long day = Math.floorDiv(local, dayUnits());
            return instant(moment, CalendarLanes.windowStart(day, every.months()) * dayUnits(), Gap.BEFORE);
        }
        long length = (7 * every.weeks() + every.days()) * dayUnits() + every.nanos() / (NANOS_OF_SECOND / perSecond);
        // The first Monday was the fifth of January.
        long origin = every.weeks() == 0 ? 0 : 4 * dayUnits();
        return instant(moment, Math.floorDiv(local - origin, length) * length + origin, Gap.BEFORE);
    }

    /// The start of a day of the week in which `moment` is.
    ///
    /// @param weekday days after Monday
    long dayOfWeek(long moment, int weekday) {
        long local = clocks == null ? moment : clocks.shown(moment, perSecond);
        long day = Math.floorDiv(local, dayUnits());
        long monday = day - CalendarLanes.weekday(day) + 1;
        long start = instant(moment, monday * dayUnits(), Gap.BEFORE);
        return plus(start, new CalendarSpan(0, 0, weekday, 0), 1);
    }

    private long instant(long old, long local, Gap gap) {
        return clocks == null || isEnd(local) ? local : clocks.instant(old, local, perSecond, gap);
    }

    static boolean isEnd(long moment) {
        return moment == Long.MAX_VALUE || moment == Long.MIN_VALUE;
    }

    private static long sum(long a, long b) {
        long sum = a + b;
        return isEnd(a) ? a : ((a ^ sum) & (b ^ sum)) < 0 ? end(a) : sum;
    }

    private static long product(long a, long b) {
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        return high == low >> 63 ? low : end(high);
    }

    private static long end(long sign) {
        return sign < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
}
