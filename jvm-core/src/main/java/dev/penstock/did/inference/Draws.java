package dev.penstock.did.inference;

import dev.penstock.did.config.BootstrapWeights;
import java.util.Arrays;

/// The bootstrap's draws of the column sums of the influence, n^(-1/2) sum of V Z (Callaway and Sant'Anna 2021, Theorem
/// 3). A linear combination of columns has the same combination of their draws.
///
/// @param weights what the multipliers were
/// @param seed what they were made from
/// @param columns for each column of the influence its draws; not to be changed
@SuppressWarnings("ArrayRecordComponent") // equality is the values', see below
public record Draws(BootstrapWeights weights, long seed, double[][] columns) {
    /// How many draws there are.
    public int count() {
        return columns.length == 0 ? 0 : columns[0].length;
    }

    /// The draws of a linear combination of columns, the first `most` of them.
    public double[] combined(double[] coefficients, int most) {
        double[] sum = new double[most];
        for (int column = 0; column < coefficients.length; column++) {
            double factor = coefficients[column];
            if (factor != 0) {
                double[] draws = columns[column];
                for (int i = 0; i < most; i++) {
                    sum[i] += factor * draws[i];
                }
            }
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Draws(BootstrapWeights otherWeights, long otherSeed, double[][] otherColumns)
                && weights == otherWeights
                && seed == otherSeed
                && Arrays.deepEquals(columns, otherColumns);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(columns) * 31 + Long.hashCode(seed);
    }
}
