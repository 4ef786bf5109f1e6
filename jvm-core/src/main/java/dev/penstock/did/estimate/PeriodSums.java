package dev.penstock.did.estimate;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/// What is summed over the treated or over the controls of one period.
final class PeriodSums {
    private final int columns;
    private final boolean regresses;
    private double[] coefficients;
    private @Nullable DMatrixRMaj inverse;
    private double weight;
    private double sum;
    private double[] sumX;
    private double[] productX;
    private double @Nullable [] towards;

    /// @param regresses whether the outcome is regressed on the design over these rows
    PeriodSums(int columns, boolean regresses) {
        this.columns = columns;
        this.regresses = regresses;
        this.coefficients = new double[columns];
        this.sumX = new double[columns];
        this.productX = new double[columns];
    }

    /// The sum of w, X'WX, X'WY.
    static int regressionSums(int columns) {
        return 1 + Lanes.gramSize(columns) + columns;
    }

    void addRegression(Segment segment, BlockRows rows, double[] into, int at) {
        int n = segment.rows();
        into[at] += Lanes.sum(segment.w(), n);
        if (regresses) {
            double[] product = rows.scratch(0);
            Lanes.addGram(segment.x(), segment.w(), n, product, into, at + 1);
            Lanes.multiply(segment.w(), segment.y(), product, n);
            Lanes.addMoments(segment.x(), product, n, into, at + 1 + Lanes.gramSize(columns));
        }
    }

    /// @return false when the regression fails
    boolean takeRegression(double[] from, int at) {
        weight = from[at];
        if (!regresses) {
            return true;
        }
        inverse = Symmetric.inverse(Symmetric.unpack(from, at + 1, columns));
        if (inverse == null) {
            return false;
        }
        int next = at + 1 + Lanes.gramSize(columns);
        coefficients = Symmetric.times(inverse, Arrays.copyOfRange(from, next, next + columns));
        return true;
    }

    /// r: outcomes, less what the regression explains.
    void residuals(Segment segment, double[] to, double[] scratch) {
        int n = segment.rows();
        if (regresses) {
            Lanes.combine(coefficients, segment.x(), scratch, n);
            Lanes.subtract(segment.y(), scratch, to, n);
        } else {
            System.arraycopy(segment.y(), 0, to, 0, n);
        }
    }

    /// The sums of the weights, of r, of X and of r X, all weighted.
    static int momentSums(int columns) {
        return 2 + 2 * columns;
    }

    /// @param r residuals; overwritten
    static void addMoments(Segment segment, double[] weight, double[] r, double[] into, int at) {
        int n = segment.rows();
        int columns = segment.x().length;
        into[at] += Lanes.sum(weight, n);
        Lanes.addMoments(segment.x(), weight, n, into, at + 2);
        Lanes.multiply(weight, r, r, n);
        into[at + 1] += Lanes.sum(r, n);
        Lanes.addMoments(segment.x(), r, n, into, at + 2 + columns);
    }

    void takeMoments(double[] from, int at) {
        weight = from[at];
        sum = from[at + 1];
        sumX = Arrays.copyOfRange(from, at + 2, at + 2 + columns);
        productX = Arrays.copyOfRange(from, at + 2 + columns, at + 2 + 2 * columns);
    }

    double weight() {
        return weight;
    }

    /// Of r; 0 where nothing was summed.
    double mean() {
        return weight > 0 ? sum / weight : 0;
    }

    double[] sumX() {
        return sumX;
    }

    double[] meanX() {
        return scaled(sumX);
    }

    /// The mean of (r - its mean) X.
    double[] spread() {
        double mean = mean();
        double[] spread = new double[columns];
        for (int j = 0; j < columns; j++) {
            spread[j] = (productX[j] - mean * sumX[j]) / weight;
        }
        return spread;
    }

    private double[] scaled(double[] sums) {
        return Arrays.stream(sums).map(value -> value / weight).toArray();
    }

    double[] coefficients() {
        return coefficients;
    }

    /// Takes how the effect moves with fitted outcomes, and keeps how it moves with the coefficients.
    void towards(double[] effect) {
        towards = inverse == null ? null : Symmetric.times(inverse, effect);
    }

    double @Nullable [] towards() {
        return towards;
    }
}
