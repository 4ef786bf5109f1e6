package dev.penstock.kernel;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Row numbers drawn at random. The same seed draws the same rows on every engine and in every version.
///
/// The generator is SplitMix64 (Steele, Lea, Flood 2014); numbers below a bound are taken by the multiply-and-reject
/// method of Lemire (2019), so that each is equally likely.
public final class Sampling {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    private Sampling(long seed) {
        state = seed;
    }

    /// `count` numbers from 0 to `height` - 1: in ascending order, or in random order if `shuffle`.
    ///
    /// @throws PenstockException with code SHAPE when there are too few rows
    public static long[] rows(long height, long count, boolean withReplacement, boolean shuffle, long seed) {
        if (count > (withReplacement && height > 0 ? Integer.MAX_VALUE : Math.min(height, Integer.MAX_VALUE))) {
            throw new PenstockException(
                            ErrorCode.SHAPE,
                            "cannot take a larger sample (%,d) than there are rows (%,d)".formatted(count, height))
                    .hint("sample with replacement, or take fewer rows");
        }
        var random = new Sampling(seed);
        long[] drawn =
                withReplacement ? random.independent(height, (int) count) : random.different(height, (int) count);
        if (!shuffle) {
            Arrays.sort(drawn);
        }
        return drawn;
    }

    private long[] independent(long height, int count) {
        long[] drawn = new long[count];
        for (int i = 0; i < count; i++) {
            drawn[i] = below(height);
        }
        return drawn;
    }

    /// The first steps of a Fisher-Yates shuffle of all numbers, of which only those that moved are kept.
    private long[] different(long height, int count) {
        long[] drawn = new long[count];
        Map<Long, Long> moved = new HashMap<>();
        for (int i = 0; i < count; i++) {
            long at = i + below(height - i);
            Long here = moved.remove((long) i);
            long first = here == null ? i : here;
            Long there = at == i ? null : moved.put(at, first);
            drawn[i] = at == i ? first : there == null ? at : there;
        }
        return drawn;
    }

    private long below(long bound) {
        while (true) {
            long bits = next();
            long high = Math.unsignedMultiplyHigh(bits, bound);
            long low = bits * bound;
            if (Long.compareUnsigned(low, bound) >= 0
                    || Long.compareUnsigned(low, Long.remainderUnsigned(-bound, bound)) >= 0) {
                return high;
            }
        }
    }

    private long next() {
        state += GOLDEN;
        return Hashes.mix(state);
    }
}
