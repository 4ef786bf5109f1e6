package dev.penstock.did.estimate;

import org.ejml.data.DMatrixRMaj;

/// A fitted propensity score: logit(p) = X gamma.
///
/// @param coefficients gamma
/// @param inverse (X' diag(w p (1 - p)) X)^-1 over the sample
@SuppressWarnings("ArrayRecordComponent") // it is never compared
record Score(double[] coefficients, DMatrixRMaj inverse) {
    private static final double MOST = 1 - 1e-6;

    /// The scores of rows, at most one less a millionth.
    void of(double[][] x, double[] to, int n) {
        Lanes.combine(coefficients, x, to, n);
        logistic(to, n);
        for (int i = 0; i < n; i++) {
            to[i] = Math.min(to[i], MOST);
        }
    }

    static void logistic(double[] values, int n) {
        for (int i = 0; i < n; i++) {
            values[i] = 1 / (1 + Math.exp(-values[i]));
        }
    }
}
