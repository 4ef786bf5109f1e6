package dev.penstock.duckdb;

import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Dates, timestamps and times read out of text, as SQL.
final class ParseSql {
    private static final List<String> DATES =
            List.of("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y%m%d");
    private static final List<String> TIMES = List.of("%H:%M:%S", "%H:%M:%S.%f", "%H:%M");

    private ParseSql() {}

    static String of(DataType type, Options options, String x) {
        String format = options.text("format");
        List<String> formats = format == null ? guesses(type) : List.of(TimeFormat.parsing(format));
        boolean clock = type instanceof DataType.Time;
        // A time is read on some day, so that one function reads all.
        String text = clock ? SqlForm.of("('1970-01-01 ' || {0})", x) : x;
        var quoted = new ArrayList<String>();
        formats.forEach(f -> quoted.add(Sql.text(clock ? "%Y-%m-%d " + f : f)));
        boolean nanos = formats.stream().anyMatch(f -> f.contains("%n"));
        String read =
                SqlForm.of(
                        nanos
                                ? "CAST(try_strptime({0}, {1}) AS TIMESTAMP_NS)"
                                : "CAST(try_strptime({0}, {1}) AS TIMESTAMP)",
                        text,
                        quoted.size() == 1 ? quoted.getFirst() : "[" + Sql.list(quoted) + "]");
        String value =
                switch (type) {
                    case Timestamp(_, String zone)
                            when zone != null && !TemporalSql.isUtc(zone) && !hasOffset(format) ->
                            new CastSql(true, false)
                                    .of(
                                            new Timestamp(TimeUnit.MICROSECOND, null),
                                            type,
                                            TemporalSql.global(zone, read));
                    case Timestamp _ ->
                            new CastSql(true, false)
                                    .of(
                                            new Timestamp(nanos ? TimeUnit.NANOSECOND : TimeUnit.MICROSECOND, null),
                                            type,
                                            read);
                    case DataType.Date _ -> SqlForm.of("CAST({0} AS DATE)", read);
                    default -> SqlForm.of("CAST(CAST({0} AS TIMESTAMP_NS) AS TIME_NS)", read);
                };
        if (!options.flag("strict", true)) {
            return value;
        }
        return SqlForm.of(
                "CASE WHEN {0} IS NULL OR {1} IS NOT NULL THEN {2} ELSE {3} END",
                x, read, value, SqlErrors.raise(type, "conversion from utf8 to " + type + " failed for ", x));
    }

    private static boolean hasOffset(@Nullable String format) {
        return format != null && format.contains("z");
    }

    private static List<String> guesses(DataType type) {
        if (type instanceof DataType.Time) {
            return TIMES;
        }
        if (type.equals(Types.DATE32)) {
            return DATES;
        }
        var formats = new ArrayList<String>();
        for (String date : DATES) {
            for (String time : TIMES) {
                formats.add(date + " " + time);
                formats.add(date + "T" + time);
                formats.add(date + "T" + time + "Z");
            }
            formats.add(date);
        }
        return formats;
    }
}
