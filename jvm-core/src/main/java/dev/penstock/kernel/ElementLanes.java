package dev.penstock.kernel;

import dev.penstock.memory.Native;

/// Folds over some lanes: elements of one list, or a part of them. `valid` is where the bits lie that say which lanes
/// are not null, or 0 if none is. Values are those of [LongLanes] and [DoubleLanes].
public final class ElementLanes {
    private ElementLanes() {}

    private static boolean has(long valid, long lane) {
        return valid == 0 || BitLanes.get(valid, lane);
    }

    /// How many lanes are not null.
    public static long count(long valid, long n) {
        return valid == 0 ? n : BitLanes.count(valid, n);
    }

    /// The sum of the integers and `start`, wrapped around.
    public static long sum(long values, long valid, long n, long start) {
        long sum = start;
        for (long i = 0; i < n; i++) {
            sum += has(valid, i) ? Native.getLong(values + (i << 3)) : 0;
        }
        return sum;
    }

    /// The sum of the floats and `start`, from the first lane to the last.
    public static double sum(long values, long valid, long n, double start) {
        double sum = start;
        for (long i = 0; i < n; i++) {
            if (has(valid, i)) {
                sum += Native.getDouble(values + (i << 3));
            }
        }
        return sum;
    }

    /// The sum of the integers as floats.
    ///
    /// @param signed whether the highest bit is a sign
    public static double sumAsFloats(long values, long valid, long n, double start, boolean signed) {
        double sum = start;
        for (long i = 0; i < n; i++) {
            if (has(valid, i)) {
                long value = Native.getLong(values + (i << 3));
                sum += signed || value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
            }
        }
        return sum;
    }

    /// The smallest of the integers and `start`, all with some bits turned round.
    ///
    /// @param flip these bits: the highest for unsigned numbers, all for the largest number
    public static long least(long values, long valid, long n, long start, long flip) {
        long least = start;
        for (long i = 0; i < n; i++) {
            if (has(valid, i)) {
                least = Math.min(least, Native.getLong(values + (i << 3)) ^ flip);
            }
        }
        return least;
    }

    /// The smallest of the floats and `start` that is not NaN, or NaN if there is none.
    public static double least(long values, long valid, long n, double start) {
        double least = start;
        for (long i = 0; i < n; i++) {
            if (has(valid, i)) {
                double value = Native.getDouble(values + (i << 3));
                least = value < least || Double.isNaN(least) ? value : least;
            }
        }
        return least;
    }

    /// The largest of the floats and `start` that is not NaN, or NaN if there is none.
    public static double greatest(long values, long valid, long n, double start) {
        double greatest = start;
        for (long i = 0; i < n; i++) {
            if (has(valid, i)) {
                double value = Native.getDouble(values + (i << 3));
                greatest = value > greatest || Double.isNaN(greatest) ? value : greatest;
            }
        }
        return greatest;
    }

    /// How many lanes hold the integer.
    public static long matches(long values, long valid, long n, long wanted) {
        long matches = 0;
        for (long i = 0; i < n; i++) {
            matches += has(valid, i) && Native.getLong(values + (i << 3)) == wanted ? 1 : 0;
        }
        return matches;
    }

    /// How many lanes hold the float; NaN equals NaN.
    public static long matches(long values, long valid, long n, double wanted) {
        long matches = 0;
        for (long i = 0; i < n; i++) {
            matches += has(valid, i) && Floats.same(Native.getDouble(values + (i << 3)), wanted) ? 1 : 0;
        }
        return matches;
    }

    /// How many of the bits are `wanted`.
    public static long bits(long bits, long valid, long n, boolean wanted) {
        long matches = 0;
        for (long i = 0; i < n; i++) {
            matches += has(valid, i) && BitLanes.get(bits, i) == wanted ? 1 : 0;
        }
        return matches;
    }
}
