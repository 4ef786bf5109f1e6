package dev.penstock.plan;

/// Dates, times, timestamps and durations.
public enum TemporalFunction implements Function.Elementwise {
    YEAR("dt.year"),
    MONTH("dt.month"),
    DAY("dt.day");

    private final String symbol;

    TemporalFunction(String symbol) {
        this.symbol = symbol;
    }

    @Override
    public String symbol() {
        return symbol;
    }
}
