package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.plan.TemporalFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Duration;
import dev.penstock.type.DataType.Time;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.TimeUnit;
import java.util.List;

/// Functions of dates, times, timestamps and durations as SQL.
final class TemporalSql {
    private static final String EPOCH = "DATE '1970-01-01'";

    private TemporalSql() {}

    static String of(BoundExpr.Call call, TemporalFunction function, List<String> arguments) {
        DataType type = call.arguments().getFirst().type();
        String local = local(type, arguments.getFirst());
        String result = SqlTypes.of(call.type());
        return switch (function) {
            case YEAR -> SqlForm.of("CAST(year({0}) AS {1})", local, result);
            case MONTH -> SqlForm.of("CAST(month({0}) AS {1})", local, result);
            case DAY -> SqlForm.of("CAST(day({0}) AS {1})", local, result);
        };
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
