package dev.penstock.type;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;

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

    /// The unit with the symbol.
    ///
    /// @throws PenstockException with code CONFIG when there is none
    public static TimeUnit of(String symbol) {
        for (TimeUnit unit : values()) {
            if (unit.symbol.equals(symbol)) {
                return unit;
            }
        }
        throw new PenstockException(ErrorCode.CONFIG, "there is no time unit \"" + symbol + "\"");
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
