package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.kernel.CalendarLanes;
import dev.penstock.kernel.LongLanes;
import dev.penstock.kernel.ZoneClocks;
import dev.penstock.kernel.ZoneClocks.Gap;
import dev.penstock.kernel.ZoneClocks.Question;
import dev.penstock.memory.Native;
import dev.penstock.plan.CalendarSpan;
import dev.penstock.plan.Options;
import dev.penstock.plan.TemporalFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Duration;
import dev.penstock.type.DataType.Time;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.TimeUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Functions of dates, times, timestamps and durations.
///
/// @param type of the values
/// @param input the values
record Temporal(DataType type, Node input) {
    private static final long SECONDS_OF_DAY = 86_400;
    private static final long NANOS_OF_DAY = SECONDS_OF_DAY * 1_000_000_000;

    /// A loop over the lanes of one integer.
    interface Loop {
        void run(long a, long to, int n);
    }

    static Node compile(TemporalFunction function, BoundExpr.Call call, Node input) {
        DataType type = call.arguments().getFirst().type().logical();
        if (input.kind() != Kind.LONGS || (type instanceof Date(boolean milliseconds) && milliseconds)) {
            throw new NoKernel(function.symbol() + " of " + type);
        }
        var moment = new Temporal(type, input);
        Options options = call.options();
        return switch (function) {
            case YEAR -> longs(moment.day(), CalendarLanes::year);
            case MONTH -> longs(moment.day(), CalendarLanes::month);
            case DAY -> longs(moment.day(), CalendarLanes::dayOfMonth);
            case QUARTER -> longs(moment.day(), CalendarLanes::quarter);
            case WEEK -> longs(moment.day(), CalendarLanes::week);
            case ISO_YEAR -> longs(moment.day(), CalendarLanes::isoYear);
            case WEEKDAY -> longs(moment.day(), CalendarLanes::weekday);
            case ORDINAL_DAY -> longs(moment.day(), CalendarLanes::dayOfYear);
            case CENTURY -> longs(moment.day(), (a, to, n) -> CalendarLanes.period(a, 100, to, n));
            case MILLENNIUM -> longs(moment.day(), (a, to, n) -> CalendarLanes.period(a, 1000, to, n));
            case DAYS_IN_MONTH -> longs(moment.day(), CalendarLanes::daysInMonth);
            case DATE -> moment.day();
            case IS_LEAP_YEAR ->
                    Computed.strict(
                            Kind.BITS,
                            List.of(moment.day()),
                            (in, to, n) -> CalendarLanes.isLeapYear(in[0].values(), to.room(), n));
            case HOUR -> moment.clock(3_600, 24);
            case MINUTE -> moment.clock(60, 60);
            case SECOND -> options.flag("fractional", false) ? moment.fractionalSecond() : moment.clock(1, 60);
            case MILLISECOND -> divided(moment.nanoOfSecond(), 1_000_000);
            case MICROSECOND -> divided(moment.nanoOfSecond(), 1_000);
            case NANOSECOND -> moment.nanoOfSecond();
            case TIME -> moment.time();
            case TOTAL_DAYS -> moment.total(SECONDS_OF_DAY, 1, call.type());
            case TOTAL_HOURS -> moment.total(3_600, 1, call.type());
            case TOTAL_MINUTES -> moment.total(60, 1, call.type());
            case TOTAL_SECONDS -> moment.total(1, 1, call.type());
            case TOTAL_MILLISECONDS -> moment.total(1, 1_000, call.type());
            case TOTAL_MICROSECONDS -> moment.total(1, 1_000_000, call.type());
            case TOTAL_NANOSECONDS -> moment.total(1, 1_000_000_000, call.type());
            case EPOCH, TIMESTAMP, CAST_TIME_UNIT, CONVERT_TIME_ZONE ->
                    throw new AssertionError(function + " is bound as a cast");
            case REPLACE_TIME_ZONE -> moment.inZone((Timestamp) call.type(), options);
            case BASE_UTC_OFFSET -> moment.offset(Question.STANDARD);
            case DST_OFFSET -> moment.offset(Question.SAVINGS);
            case MONTH_START -> moment.onDay((a, to, n) -> CalendarLanes.windowStart(a, 1, to, n), Gap.RAISE);
            case MONTH_END -> moment.onDay(CalendarLanes::monthEnd, Gap.RAISE);
            case TRUNCATE -> moment.truncated(CalendarSpan.parse(options.text("every", "")));
            case OFFSET_BY -> moment.plus(CalendarSpan.parse(options.text("by", "")));
            case TO_STRING -> MomentText.of(moment, options.text("format", "iso"));
        };
    }

    static Node longs(Node input, Loop loop) {
        return Computed.strict(Kind.LONGS, List.of(input), (in, to, n) -> loop.run(in[0].values(), to.room(), n));
    }

    private static Node divided(Node input, long divisor) {
        return divisor == 1 ? input : longs(input, (a, to, n) -> LongLanes.floorDivideByConstant(a, divisor, to, n));
    }

    private static Node scaled(Node input, long factor) {
        return factor == 1 ? input : longs(input, (a, to, n) -> LongLanes.multiplyByConstant(a, factor, to, n));
    }

    /// What is left over when divided by a positive number, which is not negative.
    private static Node remainder(Node input, long divisor) {
        return longs(
                input,
                (a, to, n) -> {
                    LongLanes.floorDivideByConstant(a, divisor, to, n);
                    for (long i = 0; i < n; i++) {
                        long at = to + (i << 3);
                        Native.putLong(at, Native.getLong(a + (i << 3)) - Native.getLong(at) * divisor);
                    }
                });
    }

    long perSecond() {
        return switch (type) {
            case Timestamp(TimeUnit unit, _) -> unit.perSecond();
            case Time(TimeUnit unit) -> unit.perSecond();
            case Duration(TimeUnit unit) -> unit.perSecond();
            default -> throw new AssertionError(type);
        };
    }

    private long dayUnits() {
        return SECONDS_OF_DAY * perSecond();
    }

    /// The clocks of the type's zone, if they differ from UTC.
    private static @Nullable ZoneClocks clocks(DataType type) {
        return type instanceof Timestamp(_, String zone) && zone != null && !isUtc(zone) ? ZoneClocks.of(zone) : null;
    }

    private static boolean isUtc(String zone) {
        return zone.equals("UTC") || zone.equals("Etc/UTC") || zone.equals("Z") || zone.equals("+00:00");
    }

    /// What the zone's clocks show, in units since the start of 1970.
    Node local() {
        ZoneClocks clocks = clocks(type);
        if (clocks == null) {
            return input;
        }
        long perSecond = perSecond();
        return Computed.strict(
                Kind.LONGS,
                List.of(input),
                (in, to, n) -> clocks.shown(in[0].values(), perSecond, valid(to), to.room(), n));
    }

    private static long valid(Lanes lanes) {
        return lanes.nulls() ? lanes.valid() : 0;
    }

    /// The day that the zone's clocks show.
    Node day() {
        return type instanceof Date ? input : divided(local(), dayUnits());
    }

    /// A part of the time of day: how many times `seconds`, in a circle of `circle`.
    Node clock(long seconds, long circle) {
        return remainder(divided(local(), seconds * perSecond()), circle);
    }

    Node nanoOfSecond() {
        return scaled(remainder(input, perSecond()), 1_000_000_000 / perSecond());
    }

    private Node fractionalSecond() {
        return Computed.strict(
                Kind.DOUBLES,
                List.of(clock(1, 60), nanoOfSecond()),
                (in, to, n) -> {
                    long room = to.room();
                    for (long i = 0; i < n; i++) {
                        double fraction = Native.getLong(in[1].values() + (i << 3)) / 1e9;
                        Native.putDouble(room + (i << 3), Native.getLong(in[0].values() + (i << 3)) + fraction);
                    }
                });
    }

    private Node time() {
        return type instanceof Time
                ? scaled(input, 1_000_000_000 / perSecond())
                : scaled(remainder(local(), dayUnits()), 1_000_000_000 / perSecond());
    }

    /// How many times `seconds / parts` a duration has, toward zero or with the fraction.
    private Node total(long seconds, long parts, DataType result) {
        long perSecond = perSecond();
        boolean whole = parts <= perSecond;
        long factor = whole ? seconds * (perSecond / parts) : parts / perSecond;
        if (!result.isFloat()) {
            return whole
                    ? factor == 1 ? input : longs(input, (a, to, n) -> LongLanes.divideByConstant(a, factor, to, n))
                    : scaled(input, factor);
        }
        return Computed.strict(
                Kind.DOUBLES,
                List.of(input),
                (in, to, n) -> {
                    long room = to.room();
                    for (long i = 0; i < n; i++) {
                        double units = Native.getLong(in[0].values() + (i << 3));
                        Native.putDouble(room + (i << 3), whole ? units / factor : units * factor);
                    }
                });
    }

    /// The zone's offset of some kind, in milliseconds.
    private Node offset(Question question) {
        ZoneClocks clocks = clocks(type);
        if (clocks == null) {
            return longs(input, (_, to, n) -> LongLanes.fill(0, to, n));
        }
        return Computed.strict(
                Kind.LONGS,
                List.of(divided(input, perSecond())),
                (in, to, n) -> {
                    long room = to.room();
                    clocks.offsets(question, Gap.RAISE, in[0].values(), valid(to), room, to.mask(0), n);
                    LongLanes.multiplyByConstant(room, 1_000, room, n);
                });
    }

    /// What the clocks show, as what the clocks of another zone, or of none, show.
    private Node inZone(Timestamp to, Options options) {
        Node local = local();
        ZoneClocks clocks = clocks(to);
        if (clocks == null) {
            return local;
        }
        Question question = Question.valueOf(options.text("ambiguous", "raise").toUpperCase(Locale.ROOT));
        Gap gap = options.text("non_existent", "raise").equals("null") ? Gap.NULL : Gap.RAISE;
        long perSecond = to.unit().perSecond();
        return Computed.of(
                Kind.LONGS,
                List.of(local, divided(local, perSecond)),
                (in, out, n) -> {
                    long room = out.room();
                    out.nullsOf(in[0], n);
                    clocks.offsets(question, gap, in[1].values(), valid(out), room, out.mask(0), n);
                    LongLanes.multiplyByConstant(room, perSecond, room, n);
                    LongLanes.subtract(in[0].values(), room, room, n);
                    if (question == Question.NULL || gap == Gap.NULL) {
                        out.keepOnly(out.mask(0), n);
                    }
                });
    }

    /// Moved to the day that `loop` makes of the day, at the same time of day.
    private Node onDay(Loop loop, Gap gap) {
        Node day = day();
        Node moved = longs(day, loop);
        if (type instanceof Date) {
            return moved;
        }
        Node local = shifted(local(), moved, day, dayUnits());
        ZoneClocks clocks = clocks(type);
        if (clocks == null) {
            return local;
        }
        // A day of the calendar is not looked for near the moment: a time shown twice or never is an error.
        var naive = new Temporal(new Timestamp(((Timestamp) type).unit(), null), local);
        return gap == Gap.RAISE ? naive.inZone((Timestamp) type, Options.NONE) : asBefore(local, gap);
    }

    /// `local` and as many days as there are from `from` to `to`.
    private static Node shifted(Node local, Node to, Node from, long dayUnits) {
        return Computed.strict(
                Kind.LONGS,
                List.of(local, to, from),
                (in, out, n) -> {
                    long room = out.room();
                    LongLanes.subtract(in[1].values(), in[2].values(), room, n);
                    LongLanes.multiplyByConstant(room, dayUnits, room, n);
                    LongLanes.add(in[0].values(), room, room, n);
                });
    }

    /// The instant at which the clocks show `local`: see [ZoneClocks#instants].
    private Node asBefore(Node local, Gap gap) {
        ZoneClocks clocks = clocks(type);
        if (clocks == null) {
            return local;
        }
        long perSecond = perSecond();
        return Computed.strict(
                Kind.LONGS,
                List.of(input, local),
                (in, to, n) ->
                        clocks.instants(in[0].values(), in[1].values(), perSecond, gap, valid(to), to.room(), n));
    }

    /// The start of the window in which the value is, where windows are `span` long. Weeks start on Mondays, everything
    /// else where 1970 did.
    private Node truncated(CalendarSpan span) {
        if (span.months() != 0) {
            Node start = longs(day(), (a, to, n) -> CalendarLanes.windowStart(a, span.months(), to, n));
            return type instanceof Date ? start : asBefore(scaled(start, dayUnits()), Gap.BEFORE);
        }
        if (type instanceof Date && span.nanos() == 0) {
            return windows(input, span, 1);
        }
        if (type instanceof Date) {
            // In milliseconds, of which the time of day is cut off again, toward 1970.
            long day = SECONDS_OF_DAY * 1_000;
            return longs(
                    windows(scaled(input, day), span, day), (a, to, n) -> LongLanes.divideByConstant(a, day, to, n));
        }
        return asBefore(windows(local(), span, dayUnits()), Gap.BEFORE);
    }

    private static Node windows(Node units, CalendarSpan span, long day) {
        long origin = span.weeks() == 0 ? 0 : 4 * day;
        long length = (7 * span.weeks() + span.days()) * day + (day == 1 ? 0 : span.nanos() / (NANOS_OF_DAY / day));
        if (length == 0) {
            return units;
        }
        return longs(
                units,
                (a, to, n) -> {
                    LongLanes.addConstant(a, -origin, to, n);
                    LongLanes.floorDivideByConstant(to, length, to, n);
                    LongLanes.multiplyByConstant(to, length, to, n);
                    LongLanes.addConstant(to, origin, to, n);
                });
    }

    /// Moved by a span: months and days by the calendar, then the rest. A day that a month does not have is its last.
    private Node plus(CalendarSpan span) {
        long days = 7 * span.weeks() + span.days();
        if (type instanceof Date) {
            // In microseconds: what is finer does not count.
            long more = days + Math.floorDiv(span.nanos() / 1_000, SECONDS_OF_DAY * 1_000_000);
            return longs(input, (a, to, n) -> CalendarLanes.plus(a, span.months(), more, to, n));
        }
        long units = span.nanos() / (1_000_000_000 / perSecond());
        Node moved = input;
        if (span.months() != 0 || days != 0) {
            boolean back = span.months() < 0 || span.weeks() < 0 || span.days() < 0;
            moved =
                    onDay(
                            (a, to, n) -> CalendarLanes.plus(a, span.months(), days, to, n),
                            back ? Gap.BEFORE : Gap.AFTER);
        }
        return units == 0 ? moved : longs(moved, (a, to, n) -> LongLanes.addConstant(a, units, to, n));
    }
}
