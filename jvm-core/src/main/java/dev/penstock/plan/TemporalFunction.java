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
    DAYS_IN_MONTH("dt.days_in_month");

    private final String symbol;

    TemporalFunction(String symbol) {
        this.symbol = symbol;
    }

    @Override
    public String symbol() {
        return symbol;
    }
}
