package dev.penstock.plan;

/// Dates, times, timestamps and durations.
public enum TemporalFunction implements Function.Elementwise {
    YEAR("dt.year"),
    MONTH("dt.month"),
    DAY("dt.day"),
    QUARTER("dt.quarter"),
    /// The week of the ISO year.
    WEEK("dt.week"),
    /// The year to which ISO counts the week.
    ISO_YEAR("dt.iso_year"),
    /// From Monday, 1, to Sunday, 7.
    WEEKDAY("dt.weekday"),
    /// The day of the year.
    ORDINAL_DAY("dt.ordinal_day"),
    HOUR("dt.hour"),
    MINUTE("dt.minute"),
    /// The second of the minute, with its fraction if `fractional`.
    SECOND("dt.second"),
    /// The milliseconds of the second.
    MILLISECOND("dt.millisecond"),
    /// The microseconds of the second.
    MICROSECOND("dt.microsecond"),
    /// The nanoseconds of the second.
    NANOSECOND("dt.nanosecond"),
    DATE("dt.date"),
    /// The time of day.
    TIME("dt.time"),
    IS_LEAP_YEAR("dt.is_leap_year"),
    /// The years 1 to 100 are the first one.
    CENTURY("dt.century"),
    /// The years 1 to 1000 are the first one.
    MILLENNIUM("dt.millennium"),
    DAYS_IN_MONTH("dt.days_in_month"),
    /// How many whole days a duration has, toward zero; with their fraction if `fractional`.
    TOTAL_DAYS("dt.total_days"),
    TOTAL_HOURS("dt.total_hours"),
    TOTAL_MINUTES("dt.total_minutes"),
    TOTAL_SECONDS("dt.total_seconds"),
    TOTAL_MILLISECONDS("dt.total_milliseconds"),
    TOTAL_MICROSECONDS("dt.total_microseconds"),
    TOTAL_NANOSECONDS("dt.total_nanoseconds"),
    /// How many of `time_unit` (ns, us, ms, s or d) since 1970.
    EPOCH("dt.epoch"),
    /// How many of `time_unit` (ns, us or ms) since 1970.
    TIMESTAMP("dt.timestamp"),
    /// The same moments or durations in `time_unit`.
    CAST_TIME_UNIT("dt.cast_time_unit"),
    /// The same moments by the clocks of `time_zone`.
    CONVERT_TIME_ZONE("dt.convert_time_zone"),
    /// The moments when the clocks of `time_zone` show the same. Options `ambiguous`, `non_existent`.
    REPLACE_TIME_ZONE("dt.replace_time_zone"),
    /// How far the zone is before UTC without daylight saving.
    BASE_UTC_OFFSET("dt.base_utc_offset"),
    /// What daylight saving adds.
    DST_OFFSET("dt.dst_offset"),
    /// The first day of the month, at the same time of day.
    MONTH_START("dt.month_start"),
    /// The last day of the month, at the same time of day.
    MONTH_END("dt.month_end"),
    /// The start of the window that is `every` long.
    TRUNCATE("dt.truncate"),
    /// Later by the span `by`.
    OFFSET_BY("dt.offset_by"),
    /// The moment as text by a chrono `format`, or `iso`, or `iso:strict`.
    TO_STRING("dt.to_string");

    private final String symbol;

    TemporalFunction(String symbol) {
        this.symbol = symbol;
    }

    @Override
    public String symbol() {
        return symbol;
    }
}
