package dev.penstock.bind;

import static dev.penstock.bind.ElementwiseTypes.arity;
import static dev.penstock.bind.ElementwiseTypes.call;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.CalendarSpan;
import dev.penstock.plan.Options;
import dev.penstock.plan.TemporalFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Duration;
import dev.penstock.type.DataType.Time;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.time.zone.ZoneRulesProvider;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The types of functions on dates, times, timestamps and durations.
final class TemporalTypes {
    private TemporalTypes() {}

    static BoundExpr bind(TemporalFunction function, List<BoundExpr> arguments, Options options) {
        return switch (function) {
            case YEAR, ISO_YEAR, CENTURY, MILLENNIUM -> day(function, arguments, options, Types.INT32);
            case MONTH, DAY, QUARTER, WEEK, WEEKDAY, DAYS_IN_MONTH -> day(function, arguments, options, Types.INT8);
            case ORDINAL_DAY -> day(function, arguments, options, Types.INT16);
            case IS_LEAP_YEAR -> day(function, arguments, options, Types.BOOL);
            case DATE -> day(function, arguments, options, Types.DATE32);
            case HOUR, MINUTE -> clock(function, arguments, options, Types.INT8);
            case SECOND ->
                    clock(function, arguments, options, options.flag("fractional", false) ? Types.FLOAT64 : Types.INT8);
            case MILLISECOND, MICROSECOND, NANOSECOND -> clock(function, arguments, options, Types.INT32);
            case TIME -> clock(function, arguments, options, new Time(TimeUnit.NANOSECOND));
            case TOTAL_DAYS,
                    TOTAL_HOURS,
                    TOTAL_MINUTES,
                    TOTAL_SECONDS,
                    TOTAL_MILLISECONDS,
                    TOTAL_MICROSECONDS,
                    TOTAL_NANOSECONDS -> {
                if (!(input(function, arguments) instanceof Duration)) {
                    throw Operands.invalid(function.symbol(), arguments);
                }
                yield call(
                        function, arguments, options, options.flag("fractional", false) ? Types.FLOAT64 : Types.INT64);
            }
            case EPOCH, TIMESTAMP -> since1970(function, arguments, options);
            case CAST_TIME_UNIT -> {
                TimeUnit unit = TimeUnit.of(options.text("time_unit", ""));
                yield Operands.as(
                        arguments.getFirst(),
                        input(function, arguments) instanceof Duration
                                ? new Duration(unit)
                                : new Timestamp(unit, timestamp(function, arguments).zone()));
            }
            case CONVERT_TIME_ZONE ->
                    Operands.as(
                            arguments.getFirst(),
                            new Timestamp(timestamp(function, arguments).unit(), zone(options.text("time_zone"))));
            case REPLACE_TIME_ZONE -> {
                TimeUnit unit = timestamp(function, arguments).unit();
                yield call(function, arguments, options, new Timestamp(unit, zone(options.text("time_zone"))));
            }
            case BASE_UTC_OFFSET, DST_OFFSET -> {
                if (timestamp(function, arguments).zone() == null) {
                    throw Operands.invalid(function.symbol(), arguments);
                }
                yield call(function, arguments, options, new Duration(TimeUnit.MILLISECOND));
            }
            case MONTH_START, MONTH_END -> day(function, arguments, options, input(function, arguments));
            case TRUNCATE -> {
                requireWindow(CalendarSpan.parse(options.text("every", "")), input(function, arguments));
                yield day(function, arguments, options, input(function, arguments));
            }
            case TO_STRING ->
                    input(function, arguments) instanceof Time
                            ? clock(function, arguments, options, Types.UTF8)
                            : day(function, arguments, options, Types.UTF8);
            case OFFSET_BY -> {
                CalendarSpan.parse(options.text("by", ""));
                yield day(function, arguments, options, input(function, arguments));
            }
        };
    }

    private static BoundExpr since1970(TemporalFunction function, List<BoundExpr> arguments, Options options) {
        DataType input = input(function, arguments);
        if (!(input instanceof Date || input instanceof Timestamp)) {
            throw Operands.invalid(function.symbol(), arguments);
        }
        String unit = options.text("time_unit", "us");
        if (unit.equals("d")) {
            return Operands.as(Operands.as(arguments.getFirst(), Types.DATE32), Types.INT32);
        }
        return Operands.as(Operands.as(arguments.getFirst(), new Timestamp(TimeUnit.of(unit), null)), Types.INT64);
    }

    private static Timestamp timestamp(TemporalFunction function, List<BoundExpr> arguments) {
        if (input(function, arguments) instanceof Timestamp timestamp) {
            return timestamp;
        }
        throw Operands.invalid(function.symbol(), arguments);
    }

    private static @Nullable String zone(@Nullable String zone) {
        if (zone != null && !ZoneRulesProvider.getAvailableZoneIds().contains(zone)) {
            throw new PenstockException(ErrorCode.COMPUTE, "there is no time zone \"" + zone + "\"")
                    .hint("use a name of the time zone database, such as Europe/Berlin or UTC");
        }
        return zone;
    }

    /// Without clocks that change, a day has 24 hours, so that it goes together with hours.
    private static void requireWindow(CalendarSpan every, DataType type) {
        boolean steady = type instanceof Timestamp(_, String zone) && (zone == null || zone.equals("UTC"));
        long kinds =
                LongStream.of(every.months(), every.weeks(), every.days(), every.nanos()).filter(n -> n != 0).count();
        boolean mixed = kinds > 1 && !(steady && kinds == 2 && every.days() != 0 && every.nanos() != 0);
        if (mixed || every.months() < 0 || every.weeks() < 0 || every.days() < 0 || every.nanos() < 0) {
            throw new PenstockException(
                    ErrorCode.COMPUTE, "windows are positive, of months, of weeks, or of days and less");
        }
    }

    /// Of what has a day.
    private static BoundExpr day(TemporalFunction function, List<BoundExpr> arguments, Options options, DataType type) {
        DataType input = input(function, arguments);
        if (!(input instanceof Date || input instanceof Timestamp)) {
            throw Operands.invalid(function.symbol(), arguments);
        }
        return call(function, arguments, options, type);
    }

    /// Of what has a time of day.
    private static BoundExpr clock(
            TemporalFunction function, List<BoundExpr> arguments, Options options, DataType type) {
        DataType input = input(function, arguments);
        if (!(input instanceof Time || input instanceof Timestamp)) {
            throw Operands.invalid(function.symbol(), arguments);
        }
        return call(function, arguments, options, type);
    }

    private static DataType input(TemporalFunction function, List<BoundExpr> arguments) {
        arity(function, arguments, 1, 1);
        return arguments.getFirst().type().logical();
    }
}
