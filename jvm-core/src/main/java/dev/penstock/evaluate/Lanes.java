package dev.penstock.evaluate;

import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.LaneMemory;

/// The values of a chunk of rows, in the form of one [Kind]. The arrays are made when they are first needed; values of
/// null lanes and lanes behind the last one are not defined, but safe to compute with.
final class Lanes {
    private static final int WORDS = BitLanes.words(LaneMemory.LANES);
    private static final long[] NO_LONGS = {};

    private long[] longs = NO_LONGS;
    private long[] high = NO_LONGS;
    private double[] doubles = {};
    private int[] sizes = {};
    private long[] bits = NO_LONGS;
    private long[] valid = NO_LONGS;
    private boolean nulls;

    /// Integers; of byte strings the addresses, of decimals the lower halves.
    long[] longs() {
        if (longs.length == 0) {
            longs = new long[LaneMemory.LANES];
        }
        return longs;
    }

    /// The upper halves of decimals.
    long[] high() {
        if (high.length == 0) {
            high = new long[LaneMemory.LANES];
        }
        return high;
    }

    double[] doubles() {
        if (doubles.length == 0) {
            doubles = new double[LaneMemory.LANES];
        }
        return doubles;
    }

    /// How many bytes each byte string has; at least 0 even for nulls.
    int[] sizes() {
        if (sizes.length == 0) {
            sizes = new int[LaneMemory.LANES];
        }
        return sizes;
    }

    /// Truth values.
    long[] bits() {
        if (bits.length == 0) {
            bits = new long[WORDS];
        }
        return bits;
    }

    /// Which lanes are not null; not defined unless [#nulls].
    long[] valid() {
        if (valid.length == 0) {
            valid = new long[WORDS];
        }
        return valid;
    }

    /// Whether there may be nulls.
    boolean nulls() {
        return nulls;
    }

    void nulls(boolean mayBe) {
        nulls = mayBe;
    }

    /// The lanes in which `a` is null are null.
    void nullsOf(Lanes a, int n) {
        nulls = a.nulls;
        if (nulls) {
            System.arraycopy(a.valid(), 0, valid(), 0, BitLanes.words(n));
        }
    }

    /// The lanes in which any of `inputs` is null are null.
    void nullsOf(Lanes[] inputs, int n) {
        nulls = false;
        for (Lanes input : inputs) {
            if (input.nulls) {
                keepOnly(input.valid(), n);
            }
        }
    }

    /// Makes those lanes null whose bit is not set.
    void keepOnly(long[] kept, int n) {
        if (nulls) {
            BitLanes.and(valid(), kept, valid(), n);
        } else {
            nulls = true;
            System.arraycopy(kept, 0, valid(), 0, BitLanes.words(n));
        }
    }

    /// Which lanes are not null, written out even when all are.
    long[] writtenValid(int n) {
        if (!nulls) {
            BitLanes.fill(valid(), n, true);
        }
        return valid();
    }
}
