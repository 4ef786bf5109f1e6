package dev.penstock.did.inference;

import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.InverseErfc;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/// The standard normal distribution, and that of sums of its squares.
public final class Normal {
    private static final double ROOT_2 = Math.sqrt(2);

    /// Half of the smallest step between the bootstrap's uniform numbers, in place of 0.
    private static final double LEAST = 0x1p-54;

    private Normal() {}

    /// The probability of a value at least as far from 0.
    public static double twoSided(double value) {
        return Erfc.value(Math.abs(value) / ROOT_2);
    }

    /// The value below which a share of all lies.
    public static double quantile(double share) {
        return -ROOT_2 * InverseErfc.value(2 * Math.max(share, LEAST));
    }

    /// The probability that the sum of `degrees` squares is larger.
    public static double chiSquaredAbove(double value, int degrees) {
        return RegularizedGamma.Q.value(degrees / 2.0, value / 2);
    }
}
