package dev.penstock.did.inference;

import java.util.Arrays;
import java.util.List;

/// Standard errors and critical values from draws.
public final class Bands {
    /// The distance between the quartiles of a standard normal distribution, in full: 1.3489795 to seven digits.
    private static final double QUARTILES = 2 * Normal.quantile(0.75);

    /// Less than any step of a share of draws, and more than the rounding of a product.
    private static final double ROUNDING = 1e-9;

    private Bands() {}

    /// The order statistic that a share of the values is at most: that of number ceil(share x count).
    ///
    /// @param sorted ascending
    static double quantile(double[] sorted, double share) {
        int number = (int) Math.ceil(share * sorted.length - ROUNDING);
        return sorted[Math.clamp(number, 1, sorted.length) - 1];
    }

    /// The scale of draws: what their quartiles say that the standard deviation is, whatever the tails are like
    /// (Callaway and Sant'Anna 2021, Algorithm 1).
    public static double scale(double[] draws) {
        double[] sorted = draws.clone();
        Arrays.sort(sorted);
        return (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / QUARTILES;
    }

    /// The value that the largest of several studentised draws exceeds with probability `alpha`; NaN for none.
    ///
    /// @param draws of each effect; all of the same length
    /// @param scales of each effect, all above 0
    public static double criticalValue(List<double[]> draws, double[] scales, double alpha) {
        if (draws.isEmpty()) {
            return Double.NaN;
        }
        double[] largest = new double[draws.getFirst().length];
        for (int effect = 0; effect < scales.length; effect++) {
            double[] own = draws.get(effect);
            for (int i = 0; i < largest.length; i++) {
                largest[i] = Math.max(largest[i], Math.abs(own[i] / scales[effect]));
            }
        }
        Arrays.sort(largest);
        return quantile(largest, 1 - alpha);
    }

    /// The critical value of one effect.
    public static double pointwise(double alpha) {
        return Normal.quantile(1 - alpha / 2);
    }
}
