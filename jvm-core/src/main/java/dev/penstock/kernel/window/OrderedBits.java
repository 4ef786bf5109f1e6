package dev.penstock.kernel.window;

/// Floats as longs of the same order, so that extremes of floats are extremes of longs: two instructions each, where a
/// maximum that knows NaN and -0.0 takes a handful.
final class OrderedBits {
    /// Less than every number.
    private static final long LOW_NAN = Long.MIN_VALUE + 1;

    private OrderedBits() {}

    /// -0.0 comes before 0.0.
    ///
    /// @param nanLeast whether NaN comes before all numbers, else it comes behind them
    static long of(double value, boolean nanLeast) {
        if (Double.isNaN(value)) {
            return nanLeast ? LOW_NAN : Long.MAX_VALUE - 1;
        }
        return flipped(Double.doubleToRawLongBits(value));
    }

    static double toDouble(long ordered) {
        return ordered == LOW_NAN || ordered == Long.MAX_VALUE - 1
                ? Double.NaN
                : Double.longBitsToDouble(flipped(ordered));
    }

    private static long flipped(long bits) {
        return bits ^ (bits >> 63 & Long.MAX_VALUE);
    }
}
