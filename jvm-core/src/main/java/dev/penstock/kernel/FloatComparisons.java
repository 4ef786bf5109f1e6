package dev.penstock.kernel;

import static dev.penstock.kernel.Comparisons.putRest;

import dev.penstock.memory.Native;

/// Loops that compare lanes of floats, and leave a bit for each, as [Comparisons] does for integers. NaN equals NaN and
/// is greater than all else; -0.0 equals 0.0.
public final class FloatComparisons {
    private FloatComparisons() {}

    /// Which floats of `width` bytes, 4 or 8, are less than `bound`. Nothing is less than itself, so a bound that is
    /// NaN leaves all numbers.
    public static void less(long a, int width, double bound, long bits, long n) {
        if (Double.isNaN(bound)) {
            isNaN(a, width, bits, n);
            BitLanes.not(bits, bits, n);
            return;
        }
        long whole = n & ~7L;
        if (width == Double.BYTES) {
            for (long i = 0; i < whole; i += 8) {
                Native.putByte(bits + (i >>> 3), (byte) lessDoubles(a + (i << 3), bound));
            }
        } else {
            for (long i = 0; i < whole; i += 8) {
                Native.putByte(bits + (i >>> 3), (byte) lessFloats(a + (i << 2), bound));
            }
        }
        int rest = 0;
        for (long i = whole; i < n; i++) {
            rest |= less(number(a, width, i), bound) << (i & 7);
        }
        putRest(rest, bits, n);
    }

    /// Which floats of `width` bytes, 4 or 8, are at most `bound`.
    public static void atMost(long a, int width, double bound, long bits, long n) {
        if (Double.isNaN(bound)) {
            BitLanes.fill(bits, n, true);
            return;
        }
        long whole = n & ~7L;
        if (width == Double.BYTES) {
            for (long i = 0; i < whole; i += 8) {
                Native.putByte(bits + (i >>> 3), (byte) atMostDoubles(a + (i << 3), bound));
            }
        } else {
            for (long i = 0; i < whole; i += 8) {
                Native.putByte(bits + (i >>> 3), (byte) atMostFloats(a + (i << 2), bound));
            }
        }
        int rest = 0;
        for (long i = whole; i < n; i++) {
            rest |= atMost(number(a, width, i), bound) << (i & 7);
        }
        putRest(rest, bits, n);
    }

    /// Which floats of `width` bytes, 4 or 8, equal `value`.
    public static void equal(long a, int width, double value, long bits, long n) {
        if (Double.isNaN(value)) {
            isNaN(a, width, bits, n);
            return;
        }
        long whole = n & ~7L;
        if (width == Double.BYTES) {
            for (long i = 0; i < whole; i += 8) {
                Native.putByte(bits + (i >>> 3), (byte) equalDoubles(a + (i << 3), value));
            }
        } else {
            for (long i = 0; i < whole; i += 8) {
                Native.putByte(bits + (i >>> 3), (byte) equalFloats(a + (i << 2), value));
            }
        }
        int rest = 0;
        for (long i = whole; i < n; i++) {
            rest |= equal(number(a, width, i), value) << (i & 7);
        }
        putRest(rest, bits, n);
    }

    /// Which floats of `width` bytes, 4 or 8, are NaN.
    public static void isNaN(long a, int width, long bits, long n) {
        for (long from = 0; from < n; from += 64) {
            long word = 0;
            long lanes = Math.min(64, n - from);
            for (long i = 0; i < lanes; i++) {
                word |= (Double.isNaN(number(a, width, from + i)) ? 1L : 0L) << i;
            }
            Native.putLong(bits + (from >>> 3), word);
        }
    }

    /// Which 64-bit floats of `a` are less than those of `b`.
    public static void less(long a, long b, long bits, long n) {
        long whole = n & ~7L;
        for (long i = 0; i < whole; i += 8) {
            Native.putByte(bits + (i >>> 3), (byte) lessPairs(a + (i << 3), b + (i << 3)));
        }
        int rest = 0;
        for (long i = whole; i < n; i++) {
            rest |= less(number(a, 8, i), number(b, 8, i)) << (i & 7);
        }
        putRest(rest, bits, n);
        lessThanNaN(a, b, bits, n);
    }

    /// Adds the lanes in which a number meets a NaN in `b`. NaNs are rare, and this loop does nothing without them.
    private static void lessThanNaN(long a, long b, long bits, long n) {
        for (long i = 0; i < n; i++) {
            if (Double.isNaN(number(b, 8, i)) && !Double.isNaN(number(a, 8, i))) {
                long at = bits + (i >>> 3);
                Native.putByte(at, (byte) (Native.getByte(at) | 1 << (i & 7)));
            }
        }
    }

    /// Which 64-bit floats of `a` and `b` are equal.
    public static void equal(long a, long b, long bits, long n) {
        long whole = n & ~7L;
        for (long i = 0; i < whole; i += 8) {
            Native.putByte(bits + (i >>> 3), (byte) equalPairs(a + (i << 3), b + (i << 3)));
        }
        int rest = 0;
        for (long i = whole; i < n; i++) {
            rest |= equal(number(a, 8, i), number(b, 8, i)) << (i & 7);
        }
        putRest(rest, bits, n);
        for (long i = 0; i < n; i++) {
            if (Double.isNaN(number(a, 8, i)) && Double.isNaN(number(b, 8, i))) {
                long at = bits + (i >>> 3);
                Native.putByte(at, (byte) (Native.getByte(at) | 1 << (i & 7)));
            }
        }
    }

    /// Which 64-bit floats lie between two numbers, both included; NaN never does.
    public static void between(long a, double least, double most, long bits, long n) {
        long whole = n & ~7L;
        for (long i = 0; i < whole; i += 8) {
            Native.putByte(bits + (i >>> 3), (byte) withinDoubles(a + (i << 3), least, most));
        }
        int rest = 0;
        for (long i = whole; i < n; i++) {
            rest |= within(number(a, 8, i), least, most) << (i & 7);
        }
        putRest(rest, bits, n);
    }

    private static int lessDoubles(long at, double bound) {
        return less(Native.getDouble(at), bound)
                | less(Native.getDouble(at + 8), bound) << 1
                | less(Native.getDouble(at + 16), bound) << 2
                | less(Native.getDouble(at + 24), bound) << 3
                | less(Native.getDouble(at + 32), bound) << 4
                | less(Native.getDouble(at + 40), bound) << 5
                | less(Native.getDouble(at + 48), bound) << 6
                | less(Native.getDouble(at + 56), bound) << 7;
    }

    private static int lessFloats(long at, double bound) {
        return less(Native.getFloat(at), bound)
                | less(Native.getFloat(at + 4), bound) << 1
                | less(Native.getFloat(at + 8), bound) << 2
                | less(Native.getFloat(at + 12), bound) << 3
                | less(Native.getFloat(at + 16), bound) << 4
                | less(Native.getFloat(at + 20), bound) << 5
                | less(Native.getFloat(at + 24), bound) << 6
                | less(Native.getFloat(at + 28), bound) << 7;
    }

    private static int atMostDoubles(long at, double bound) {
        return atMost(Native.getDouble(at), bound)
                | atMost(Native.getDouble(at + 8), bound) << 1
                | atMost(Native.getDouble(at + 16), bound) << 2
                | atMost(Native.getDouble(at + 24), bound) << 3
                | atMost(Native.getDouble(at + 32), bound) << 4
                | atMost(Native.getDouble(at + 40), bound) << 5
                | atMost(Native.getDouble(at + 48), bound) << 6
                | atMost(Native.getDouble(at + 56), bound) << 7;
    }

    private static int atMostFloats(long at, double bound) {
        return atMost(Native.getFloat(at), bound)
                | atMost(Native.getFloat(at + 4), bound) << 1
                | atMost(Native.getFloat(at + 8), bound) << 2
                | atMost(Native.getFloat(at + 12), bound) << 3
                | atMost(Native.getFloat(at + 16), bound) << 4
                | atMost(Native.getFloat(at + 20), bound) << 5
                | atMost(Native.getFloat(at + 24), bound) << 6
                | atMost(Native.getFloat(at + 28), bound) << 7;
    }

    private static int equalDoubles(long at, double value) {
        return equal(Native.getDouble(at), value)
                | equal(Native.getDouble(at + 8), value) << 1
                | equal(Native.getDouble(at + 16), value) << 2
                | equal(Native.getDouble(at + 24), value) << 3
                | equal(Native.getDouble(at + 32), value) << 4
                | equal(Native.getDouble(at + 40), value) << 5
                | equal(Native.getDouble(at + 48), value) << 6
                | equal(Native.getDouble(at + 56), value) << 7;
    }

    private static int equalFloats(long at, double value) {
        return equal(Native.getFloat(at), value)
                | equal(Native.getFloat(at + 4), value) << 1
                | equal(Native.getFloat(at + 8), value) << 2
                | equal(Native.getFloat(at + 12), value) << 3
                | equal(Native.getFloat(at + 16), value) << 4
                | equal(Native.getFloat(at + 20), value) << 5
                | equal(Native.getFloat(at + 24), value) << 6
                | equal(Native.getFloat(at + 28), value) << 7;
    }

    private static int lessPairs(long a, long b) {
        return less(Native.getDouble(a), Native.getDouble(b))
                | less(Native.getDouble(a + 8), Native.getDouble(b + 8)) << 1
                | less(Native.getDouble(a + 16), Native.getDouble(b + 16)) << 2
                | less(Native.getDouble(a + 24), Native.getDouble(b + 24)) << 3
                | less(Native.getDouble(a + 32), Native.getDouble(b + 32)) << 4
                | less(Native.getDouble(a + 40), Native.getDouble(b + 40)) << 5
                | less(Native.getDouble(a + 48), Native.getDouble(b + 48)) << 6
                | less(Native.getDouble(a + 56), Native.getDouble(b + 56)) << 7;
    }

    private static int equalPairs(long a, long b) {
        return equal(Native.getDouble(a), Native.getDouble(b))
                | equal(Native.getDouble(a + 8), Native.getDouble(b + 8)) << 1
                | equal(Native.getDouble(a + 16), Native.getDouble(b + 16)) << 2
                | equal(Native.getDouble(a + 24), Native.getDouble(b + 24)) << 3
                | equal(Native.getDouble(a + 32), Native.getDouble(b + 32)) << 4
                | equal(Native.getDouble(a + 40), Native.getDouble(b + 40)) << 5
                | equal(Native.getDouble(a + 48), Native.getDouble(b + 48)) << 6
                | equal(Native.getDouble(a + 56), Native.getDouble(b + 56)) << 7;
    }

    private static int withinDoubles(long at, double least, double most) {
        return within(Native.getDouble(at), least, most)
                | within(Native.getDouble(at + 8), least, most) << 1
                | within(Native.getDouble(at + 16), least, most) << 2
                | within(Native.getDouble(at + 24), least, most) << 3
                | within(Native.getDouble(at + 32), least, most) << 4
                | within(Native.getDouble(at + 40), least, most) << 5
                | within(Native.getDouble(at + 48), least, most) << 6
                | within(Native.getDouble(at + 56), least, most) << 7;
    }

    private static int less(double value, double bound) {
        return value < bound ? 1 : 0;
    }

    private static int atMost(double value, double bound) {
        return value <= bound ? 1 : 0;
    }

    private static int equal(double value, double other) {
        return value == other ? 1 : 0;
    }

    private static int within(double value, double least, double most) {
        return atMost(least, value) & atMost(value, most);
    }

    private static double number(long a, int width, long lane) {
        return width == 4 ? Native.getFloat(a + (lane << 2)) : Native.getDouble(a + (lane << 3));
    }
}
