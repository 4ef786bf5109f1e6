package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.kernel.ZoneClocks.Question;
import dev.penstock.plan.CalendarSpan;
import dev.penstock.plan.Options;
import dev.penstock.plan.TemporalFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Duration;
import dev.penstock.type.DataType.FloatingPoint;
import dev.penstock.type.DataType.Time;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.TimeUnit;
import java.util.List;
import java.util.function.UnaryOperator;

/// Functions of dates, times, timestamps and durations as SQL.
final class TemporalSql {
    private static final String EPOCH = "DATE '1970-01-01'";

    private TemporalSql() {}

    static String of(BoundExpr.Call call, TemporalFunction function, List<String> arguments) {
        DataType type = call.arguments().getFirst().type().logical();
        String x = arguments.getFirst();
        Options options = call.options();
        return switch (function) {
            case TIME -> time(type, (Time) call.type(), x);
            case HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND, NANOSECOND ->
                    checked(call.type(), clock(function, call.type(), type, x));
            case TOTAL_DAYS -> total(86_400, type, call.type(), x);
            case TOTAL_HOURS -> total(3_600, type, call.type(), x);
            case TOTAL_MINUTES -> total(60, type, call.type(), x);
            case TOTAL_SECONDS -> total(1, type, call.type(), x);
            case TOTAL_MILLISECONDS -> total(TimeUnit.MILLISECOND, type, call.type(), x);
            case TOTAL_MICROSECONDS -> total(TimeUnit.MICROSECOND, type, call.type(), x);
            case TOTAL_NANOSECONDS -> total(TimeUnit.NANOSECOND, type, call.type(), x);
            case EPOCH, TIMESTAMP, CAST_TIME_UNIT, CONVERT_TIME_ZONE ->
                    throw new AssertionError(function + " is bound as a cast");
            case REPLACE_TIME_ZONE ->
                    named(call, x, value -> new CalendarSql(type, value).inZone((Timestamp) call.type(), options));
            case BASE_UTC_OFFSET -> named(call, x, value -> new CalendarSql(type, value).offset(Question.STANDARD));
            case DST_OFFSET -> named(call, x, value -> new CalendarSql(type, value).offset(Question.SAVINGS));
            case MONTH_START -> named(call, x, value -> new CalendarSql(type, value).monthStart());
            case MONTH_END -> named(call, x, value -> new CalendarSql(type, value).monthEnd());
            case TRUNCATE -> {
                CalendarSpan every = CalendarSpan.parse(options.text("every", ""));
                yield named(call, x, value -> new CalendarSql(type, value).truncated(every));
            }
            case OFFSET_BY -> {
                CalendarSpan by = CalendarSpan.parse(options.text("by", ""));
                yield named(call, x, value -> new CalendarSql(type, value).plus(by));
            }
            case TO_STRING -> named(call, x, value -> MomentTextSql.of(type, value, options.text("format", "iso")));
            default -> checked(call.type(), calendar(function, day(type, x)));
        };
    }

    /// A form that repeats its value: what is long is computed once and has a name.
    private static String named(BoundExpr.Call call, String x, UnaryOperator<String> form) {
        return call.arguments().getFirst() instanceof BoundExpr.Ref
                ? form.apply(x)
                : SqlForm.of("list_transform([{0}], lambda \"#moment\": {1})[1]", x, form.apply("\"#moment\""));
    }

    private static String total(TimeUnit unit, DataType type, DataType result, String x) {
        long own = unit(type).perSecond();
        return unit.perSecond() <= own
                ? whole(own / unit.perSecond(), result, x)
                : SqlForm.of(
                        "(CAST({0} AS {1}) * {2})", x, SqlTypes.of(result), String.valueOf(unit.perSecond() / own));
    }

    private static String total(long seconds, DataType type, DataType result, String x) {
        return whole(seconds * unit(type).perSecond(), result, x);
    }

    private static String whole(long divisor, DataType result, String x) {
        return SqlForm.of(
                result instanceof FloatingPoint ? "(CAST({0} AS DOUBLE) / {1})" : "({0} // {1})",
                x,
                String.valueOf(divisor));
    }

    private static String checked(DataType type, String x) {
        return SqlForm.of("CAST({0} AS {1})", x, SqlTypes.of(type));
    }

    private static String calendar(TemporalFunction function, String day) {
        String form =
                switch (function) {
                    case YEAR -> "year({0})";
                    case MONTH -> "month({0})";
                    case DAY -> "day({0})";
                    case QUARTER -> "quarter({0})";
                    case WEEK -> "week({0})";
                    case ISO_YEAR -> "isoyear({0})";
                    case WEEKDAY -> "isodow({0})";
                    case ORDINAL_DAY -> "dayofyear({0})";
                    case DATE -> "{0}";
                    case IS_LEAP_YEAR -> "(year({0}) % 4 = 0 AND (year({0}) % 100 <> 0 OR year({0}) % 400 = 0))";
                    // There is a year 0, which is in the century before the first.
                    case CENTURY -> "(floor((year({0}) - 1) / 100) + 1)";
                    case MILLENNIUM -> "(floor((year({0}) - 1) / 1000) + 1)";
                    case DAYS_IN_MONTH -> "day(last_day({0}))";
                    default -> throw new AssertionError(function);
                };
        return SqlForm.of(form, day);
    }

    private static String clock(TemporalFunction function, DataType result, DataType type, String x) {
        return switch (function) {
            case HOUR -> SqlForm.of("({0} // 3600)", secondOfDay(type, x));
            case MINUTE -> SqlForm.of("({0} // 60 % 60)", secondOfDay(type, x));
            case SECOND -> {
                String second = SqlForm.of("({0} % 60)", secondOfDay(type, x));
                yield result instanceof FloatingPoint
                        ? SqlForm.of("({0} + {1} / 1e9)", second, nanoOfSecond(type, x))
                        : second;
            }
            case MILLISECOND -> SqlForm.of("({0} // 1000000)", nanoOfSecond(type, x));
            case MICROSECOND -> SqlForm.of("({0} // 1000)", nanoOfSecond(type, x));
            case NANOSECOND -> nanoOfSecond(type, x);
            default -> throw new AssertionError(function);
        };
    }

    private static String secondOfDay(DataType type, String x) {
        String local = local(type, x);
        DataType own = localType(type);
        return SqlForm.of(
                "({0} // {1})",
                modulo(units(own, local), 86_400 * unit(own).perSecond()), String.valueOf(unit(own).perSecond()));
    }

    /// The same in every zone: clocks differ by whole seconds.
    static String nanoOfSecond(DataType type, String x) {
        long perSecond = unit(type).perSecond();
        return SqlForm.of("({0} * {1})", modulo(units(type, x), perSecond), String.valueOf(1_000_000_000 / perSecond));
    }

    private static String time(DataType type, Time result, String x) {
        return new CastSql(true, false).of(localType(type), result, local(type, x));
    }

    /// The rest of a division that rounds down.
    static String modulo(String x, long divisor) {
        return SqlForm.of("((({0} % {1}) + {1}) % {1})", x, String.valueOf(divisor));
    }

    private static TimeUnit unit(DataType type) {
        return switch (type) {
            case Timestamp(TimeUnit unit, _) -> unit;
            case Time(TimeUnit unit) -> unit;
            case Duration(TimeUnit unit) -> unit;
            default -> throw new AssertionError(type);
        };
    }

    /// The DATE that clocks of the type's own zone show.
    static String day(DataType type, String x) {
        if (type instanceof Date) {
            return x;
        }
        DataType own = localType(type);
        return SqlForm.of("CAST({0} AS DATE)", micros(own, local(type, x)));
    }

    /// The TIMESTAMP that clocks of the type's own zone show, in microseconds; a time of day is on the first of 1970.
    static String clock(DataType type, String x) {
        return switch (type) {
            case Date _ -> SqlForm.of("CAST({0} AS TIMESTAMP)", x);
            case Time(TimeUnit unit) ->
                    SqlForm.of(
                            "make_timestamp({0} * 1000000 // {1})",
                            SqlForm.of(
                                    "({0} // {1})",
                                    units(type, x), String.valueOf(Math.max(1, unit.perSecond() / 1_000_000))),
                            String.valueOf(Math.min(1_000_000, unit.perSecond())));
            default -> micros(localType(type), local(type, x));
        };
    }

    /// A TIMESTAMP of any unit in microseconds, rounded down. DuckDB itself rounds nanoseconds toward 1970.
    static String micros(DataType type, String x) {
        return unit(type) == TimeUnit.NANOSECOND
                ? SqlForm.of("make_timestamp({0})", ArithmeticSql.floorDiv(units(type, x), 1_000))
                : SqlForm.of("CAST({0} AS TIMESTAMP)", x);
    }

    /// The number that Arrow stores for the value: days of a date, else units of the type's resolution. A BIGINT.
    static String units(DataType type, String x) {
        return switch (type) {
            case Date _ -> SqlForm.of("({0} - " + EPOCH + ")", x);
            case Timestamp(TimeUnit unit, _) -> units(unit, x);
            case Time(TimeUnit unit) -> units(unit, x);
            case Duration _ -> x;
            default -> throw new AssertionError(type);
        };
    }

    private static String units(TimeUnit unit, String x) {
        return switch (unit) {
            case SECOND -> SqlForm.of("(epoch_ms({0}) // 1000)", x);
            case MILLISECOND -> SqlForm.of("epoch_ms({0})", x);
            case MICROSECOND -> SqlForm.of("epoch_us({0})", x);
            case NANOSECOND -> SqlForm.of("epoch_ns({0})", x);
        };
    }

    /// The value for which Arrow stores the number, a BIGINT; the inverse of [#units].
    static String point(DataType type, String units) {
        return switch (type) {
            case Date _ -> SqlForm.of("(" + EPOCH + " + CAST({0} AS INTEGER))", units);
            case Timestamp(TimeUnit unit, _) ->
                    switch (unit) {
                        case SECOND -> SqlForm.of("CAST(make_timestamp_ms({0} * 1000) AS TIMESTAMP_S)", units);
                        case MILLISECOND -> SqlForm.of("CAST(make_timestamp_ms({0}) AS TIMESTAMP_MS)", units);
                        case MICROSECOND -> SqlForm.of("make_timestamp({0})", units);
                        case NANOSECOND -> SqlForm.of("make_timestamp_ns({0})", units);
                    };
            case Time(TimeUnit unit) ->
                    unit == TimeUnit.NANOSECOND
                            ? SqlForm.of("CAST(make_timestamp_ns({0}) AS TIME_NS)", units)
                            : SqlForm.of(
                                    "CAST(make_timestamp({0} * {1}) AS TIME)",
                                    units, String.valueOf(1_000_000 / unit.perSecond()));
            case Duration _ -> units;
            default -> throw new AssertionError(type);
        };
    }

    /// The timestamp as its own zone's clocks show it; what has no zone as it is.
    static String local(DataType type, String x) {
        if (!(type instanceof Timestamp(TimeUnit unit, String zone)) || zone == null || isUtc(zone)) {
            return x;
        }
        if (unit == TimeUnit.NANOSECOND) {
            // A zone's offset is a whole number of seconds, which DuckDB only knows for microseconds.
            return SqlForm.of("make_timestamp_ns(epoch_ns({0}) + 1000 * {1})", x, offset(zone, x));
        }
        return SqlForm.of("timezone({0}, timezone('UTC', CAST({1} AS TIMESTAMP)))", Sql.text(zone), x);
    }

    /// The type of [#local]: there is no zone any more, and where there was one, microseconds at least.
    private static DataType localType(DataType type) {
        if (!(type instanceof Timestamp(TimeUnit unit, String zone))) {
            return type;
        }
        boolean moved = zone != null && !isUtc(zone);
        return new Timestamp(moved ? unit.finer(TimeUnit.MICROSECOND) : unit, null);
    }

    /// The instant at which the zone's clocks show a TIMESTAMP, in UTC.
    static String global(String zone, String x) {
        return SqlForm.of("timezone('UTC', timezone({0}, {1}))", Sql.text(zone), x);
    }

    /// How far the zone's clocks are before UTC at an instant, in microseconds.
    static String offset(String zone, String x) {
        return SqlForm.of(
                "(epoch_us(timezone({0}, timezone('UTC', CAST({1} AS TIMESTAMP)))) - epoch_us(CAST({1} AS TIMESTAMP)))",
                Sql.text(zone), x);
    }

    static boolean isUtc(String zone) {
        return zone.equals("UTC") || zone.equals("Etc/UTC") || zone.equals("Z") || zone.equals("+00:00");
    }
}
