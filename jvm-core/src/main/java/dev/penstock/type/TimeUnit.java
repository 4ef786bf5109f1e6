package dev.penstock.type;

/// The resolution of a time, timestamp or duration.
public enum TimeUnit {
    SECOND("s", 1L),
    MILLISECOND("ms", 1_000L),
    MICROSECOND("us", 1_000_000L),
    NANOSECOND("ns", 1_000_000_000L);

    private final String symbol;
    private final long perSecond;

    TimeUnit(String symbol, long perSecond) {
        this.symbol = symbol;
        this.perSecond = perSecond;
    }

    /// The usual short name: `s`, `ms`, `us` or `ns`.
    public String symbol() {
        return symbol;
    }

    /// How many of this unit make a second.
    public long perSecond() {
        return perSecond;
    }

    /// The finer of the two.
    public TimeUnit finer(TimeUnit other) {
        return perSecond >= other.perSecond ? this : other;
    }
}
