package dev.penstock.did.inference;

import dev.penstock.did.estimate.Symmetric;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.jspecify.annotations.Nullable;

/// A test of the null that all effects before treatment are 0: n a' V^-1 a, chi-squared under it.
///
/// @param statistic NaN when there is none
/// @param degrees how many effects are tested; 0 when there is no statistic
/// @param p the probability of a larger one; NaN when there is none
/// @param reason why there is no statistic; null when there is one
public record Wald(double statistic, int degrees, double p, @Nullable String reason) {
    private static final double EPSILON = 2.2e-16;

    /// Without a statistic.
    public static Wald none(String reason) {
        return new Wald(Double.NaN, 0, Double.NaN, reason);
    }

    /// @param columns of the effects
    /// @param effects of these columns
    public static Wald of(Spread spread, List<Integer> columns, double[] effects) {
        if (columns.isEmpty()) {
            return none("there is no effect with a standard error before treatment");
        }
        int size = columns.size();
        var covariance = new DMatrixRMaj(size, size);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                covariance.set(i, j, spread.covariance().get(columns.get(i), columns.get(j)));
            }
        }
        if (Symmetric.reciprocalCondition(covariance) <= EPSILON) {
            return none("the covariance of the effects before treatment is singular");
        }
        var solved = new DMatrixRMaj(size, 1);
        if (!CommonOps_DDRM.solve(covariance, new DMatrixRMaj(size, 1, true, effects), solved)) {
            return none("the covariance of the effects before treatment is singular");
        }
        double statistic = 0;
        for (int i = 0; i < size; i++) {
            statistic += spread.units() * effects[i] * solved.get(i, 0);
        }
        return new Wald(statistic, size, Normal.chiSquaredAbove(statistic, size), null);
    }
}
