package dev.penstock.kernel.window;

import dev.penstock.memory.Native;

/// What the values of a partition come to so far: sums, products, extremes and counts of what is not null.
///
/// Long partitions are cut into chunks for many threads: first the total of each chunk is computed, then each chunk
/// goes on from the total of those before it (Blelloch, "Prefix sums and their applications", 1990).
public enum Running {
    LONG_SUM,
    DOUBLE_SUM,
    LONG_PRODUCT,
    DOUBLE_PRODUCT,
    LONG_MIN,
    LONG_MAX,
    UNSIGNED_MIN,
    UNSIGNED_MAX,
    /// NaN counts only where there is nothing else.
    DOUBLE_MIN,
    /// NaN counts only where there is nothing else.
    DOUBLE_MAX,
    COUNT;

    /// What no values come to, as 64 bits: so are all states.
    public long nothing() {
        return switch (this) {
            case LONG_SUM, DOUBLE_SUM, COUNT -> 0;
            case LONG_PRODUCT -> 1;
            case DOUBLE_PRODUCT -> Double.doubleToRawLongBits(1);
            case LONG_MIN, UNSIGNED_MIN, DOUBLE_MIN -> Long.MAX_VALUE;
            case LONG_MAX, UNSIGNED_MAX, DOUBLE_MAX -> Long.MIN_VALUE;
        };
    }

    /// What the values behind two states come to.
    public long both(long a, long b) {
        return switch (this) {
            case LONG_SUM, COUNT -> a + b;
            case DOUBLE_SUM -> Double.doubleToRawLongBits(Double.longBitsToDouble(a) + Double.longBitsToDouble(b));
            case LONG_PRODUCT -> a * b;
            case DOUBLE_PRODUCT -> Double.doubleToRawLongBits(Double.longBitsToDouble(a) * Double.longBitsToDouble(b));
            case LONG_MIN, UNSIGNED_MIN, DOUBLE_MIN -> Math.min(a, b);
            case LONG_MAX, UNSIGNED_MAX, DOUBLE_MAX -> Math.max(a, b);
        };
    }

    /// What places `from` to `to` come to.
    public long total(Lanes lanes, long from, long to) {
        if (this == COUNT) {
            return count(lanes, from, to);
        }
        if (this == DOUBLE_SUM && !lanes.hasNulls()) {
            return Double.doubleToRawLongBits(sum(lanes.values() + (from << 3), to - from));
        }
        long state = nothing();
        for (long place = from; place < to; place++) {
            if (lanes.isValid(place)) {
                state = both(state, of(Native.getLong(lanes.values() + (place << 3))));
            }
        }
        return state;
    }

    private static long count(Lanes lanes, long from, long to) {
        long count = 0;
        for (long place = from; place < to; place++) {
            count += lanes.isValid(place) ? 1 : 0;
        }
        return count;
    }

    /// The state of one value.
    private long of(long value) {
        return switch (this) {
            case UNSIGNED_MIN, UNSIGNED_MAX -> value ^ Long.MIN_VALUE;
            case DOUBLE_MIN -> OrderedBits.of(Double.longBitsToDouble(value), false);
            case DOUBLE_MAX -> OrderedBits.of(Double.longBitsToDouble(value), true);
            default -> value;
        };
    }

    private static double sum(long values, long count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        long i = 0;
        for (; i + 4 <= count; i += 4) {
            long at = values + (i << 3);
            a += Native.getDouble(at);
            b += Native.getDouble(at + 8);
            c += Native.getDouble(at + 16);
            d += Native.getDouble(at + 24);
        }
        for (; i < count; i++) {
            a += Native.getDouble(values + (i << 3));
        }
        return a + b + (c + d);
    }

    /// Writes to `out` what the values come to from place `from` on, up to each place before `to`.
    ///
    /// @param state of what comes before
    /// @param reverse whether the places go from the last to the first
    public void run(Lanes lanes, long out, long from, long to, long state, boolean reverse) {
        long step = reverse ? -8 : 8;
        long first = (reverse ? to - 1 : from) << 3;
        long values = lanes.values() + first;
        long at = out + first;
        long count = to - from;
        if (this == COUNT) {
            counts(lanes, out, from, to, state, reverse);
            return;
        }
        if (lanes.hasNulls()) {
            withNulls(lanes, out, from, to, state, reverse);
            return;
        }
        switch (this) {
            case LONG_SUM -> longSums(values, at, count, step, state);
            case DOUBLE_SUM -> doubleSums(values, at, count, step, Double.longBitsToDouble(state));
            case LONG_PRODUCT -> longProducts(values, at, count, step, state);
            case DOUBLE_PRODUCT -> doubleProducts(values, at, count, step, Double.longBitsToDouble(state));
            case LONG_MIN -> longMinima(values, at, count, step, state, 0);
            case LONG_MAX -> longMaxima(values, at, count, step, state, 0);
            case UNSIGNED_MIN -> longMinima(values, at, count, step, state, Long.MIN_VALUE);
            case UNSIGNED_MAX -> longMaxima(values, at, count, step, state, Long.MIN_VALUE);
            case DOUBLE_MIN -> doubleMinima(values, at, count, step, state);
            case DOUBLE_MAX -> doubleMaxima(values, at, count, step, state);
            case COUNT -> throw new AssertionError(this);
        }
    }

    /// Needs no values.
    private static void counts(Lanes lanes, long out, long from, long to, long state, boolean reverse) {
        long count = state;
        for (long i = from; i < to; i++) {
            long place = reverse ? to - 1 - (i - from) : i;
            count += lanes.isValid(place) ? 1 : 0;
            Native.putLong(out + (place << 3), count);
        }
    }

    /// Null places get what came before them.
    private void withNulls(Lanes lanes, long out, long from, long to, long state, boolean reverse) {
        long now = state;
        for (long i = from; i < to; i++) {
            long place = reverse ? to - 1 - (i - from) : i;
            if (lanes.isValid(place)) {
                now = both(now, of(Native.getLong(lanes.values() + (place << 3))));
            }
            Native.putLong(out + (place << 3), result(now));
        }
    }

    private long result(long state) {
        return switch (this) {
            case UNSIGNED_MIN, UNSIGNED_MAX -> state ^ Long.MIN_VALUE;
            case DOUBLE_MIN, DOUBLE_MAX -> Double.doubleToRawLongBits(OrderedBits.toDouble(state));
            default -> state;
        };
    }

    private static void longSums(long values, long out, long count, long step, long state) {
        long sum = state;
        long at = 0;
        for (long i = 0; i < count; i++, at += step) {
            sum += Native.getLong(values + at);
            Native.putLong(out + at, sum);
        }
    }

    private static void doubleSums(long values, long out, long count, long step, double state) {
        double sum = state;
        long at = 0;
        for (long i = 0; i < count; i++, at += step) {
            sum += Native.getDouble(values + at);
            Native.putDouble(out + at, sum);
        }
    }

    private static void longProducts(long values, long out, long count, long step, long state) {
        long product = state;
        long at = 0;
        for (long i = 0; i < count; i++, at += step) {
            product *= Native.getLong(values + at);
            Native.putLong(out + at, product);
        }
    }

    private static void doubleProducts(long values, long out, long count, long step, double state) {
        double product = state;
        long at = 0;
        for (long i = 0; i < count; i++, at += step) {
            product *= Native.getDouble(values + at);
            Native.putDouble(out + at, product);
        }
    }

    private static void longMinima(long values, long out, long count, long step, long state, long flip) {
        long min = state;
        long at = 0;
        for (long i = 0; i < count; i++, at += step) {
            min = Math.min(min, Native.getLong(values + at) ^ flip);
            Native.putLong(out + at, min ^ flip);
        }
    }

    private static void longMaxima(long values, long out, long count, long step, long state, long flip) {
        long max = state;
        long at = 0;
        for (long i = 0; i < count; i++, at += step) {
            max = Math.max(max, Native.getLong(values + at) ^ flip);
            Native.putLong(out + at, max ^ flip);
        }
    }

    private static void doubleMinima(long values, long out, long count, long step, long state) {
        long min = state;
        long at = 0;
        for (long i = 0; i < count; i++, at += step) {
            min = Math.min(min, OrderedBits.of(Native.getDouble(values + at), false));
            Native.putDouble(out + at, OrderedBits.toDouble(min));
        }
    }

    private static void doubleMaxima(long values, long out, long count, long step, long state) {
        long max = state;
        long at = 0;
        for (long i = 0; i < count; i++, at += step) {
            max = Math.max(max, OrderedBits.of(Native.getDouble(values + at), true));
            Native.putDouble(out + at, OrderedBits.toDouble(max));
        }
    }
}
