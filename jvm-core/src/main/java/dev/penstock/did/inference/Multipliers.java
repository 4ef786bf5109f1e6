package dev.penstock.did.inference;

import dev.penstock.did.config.BootstrapWeights;

/// The bootstrap's multipliers, each a function of the seed, the draw and the unit alone, so that any thread can make
/// any of them: SplitMix64 as a counter-based generator.
///
/// Means are 0 and variances 1. Mammen's weights take the values 1 - k with probability k / sqrt(5) and k else, where k
/// is the golden ratio (Callaway and Sant'Anna 2021, Algorithm 1).
public final class Multipliers {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final double GOLDEN = (Math.sqrt(5) + 1) / 2;

    /// The values that a multiplier's 53 random bits may have.
    private static final double RANGE = 0x1p53;

    private final BootstrapWeights weights;
    private final long start;
    private final long count;

    /// @param count of units or clusters, those that have a multiplier in each draw
    public Multipliers(BootstrapWeights weights, long seed, int count) {
        this.weights = weights;
        this.start = mix(seed + GAMMA);
        this.count = count;
    }

    private static long mix(long value) {
        long mixed = value;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /// A number from 0 to below 1.
    ///
    /// @param rank of the unit
    double uniform(int draw, int rank) {
        return (mix(start + (draw * count + rank + 1) * GAMMA) >>> 11) / RANGE;
    }

    /// Writes the multipliers of one unit in `draws` draws from `firstDraw` on.
    void fill(int rank, int firstDraw, int draws, double[] to) {
        switch (weights) {
            case MAMMEN -> twoPoint(rank, firstDraw, draws, GOLDEN / Math.sqrt(5), 1 - GOLDEN, GOLDEN, to);
            case RADEMACHER -> twoPoint(rank, firstDraw, draws, 0.5, -1, 1, to);
            case NORMAL -> {
                for (int i = 0; i < draws; i++) {
                    to[i] = Normal.quantile(uniform(firstDraw + i, rank));
                }
            }
        }
    }

    private void twoPoint(
            int rank, int firstDraw, int draws, double probability, double low, double high, double[] to) {
        // Whole numbers compare as the fractions do, which are they times a power of two.
        long bound = (long) Math.ceil(probability * RANGE);
        long counter = start + (firstDraw * count + rank + 1) * GAMMA;
        long step = count * GAMMA;
        for (int i = 0; i < draws; i++) {
            to[i] = (mix(counter + i * step) >>> 11) < bound ? low : high;
        }
    }
}
