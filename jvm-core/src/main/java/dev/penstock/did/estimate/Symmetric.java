package dev.penstock.did.estimate;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.jspecify.annotations.Nullable;

/// Small symmetric matrices without negative eigenvalues, such as X'WX.
public final class Symmetric {
    /// Of a matrix with ones on its diagonal: below this, columns are dependent up to rounding.
    private static final double RANK_TOLERANCE = 1e-14;

    private Symmetric() {}

    /// A matrix of which `from` holds the upper triangle from `at` on, row by row.
    public static DMatrixRMaj unpack(double[] from, int at, int columns) {
        var matrix = new DMatrixRMaj(columns, columns);
        int next = at;
        for (int i = 0; i < columns; i++) {
            for (int j = i; j < columns; j++) {
                matrix.set(i, j, from[next]);
                matrix.set(j, i, from[next++]);
            }
        }
        return matrix;
    }

    /// The reciprocal condition number in the 1-norm; 0 when the matrix is singular.
    public static double reciprocalCondition(DMatrixRMaj matrix) {
        var inverse = new DMatrixRMaj(matrix.numRows, matrix.numCols);
        if (!CommonOps_DDRM.invert(matrix.copy(), inverse)) {
            return 0;
        }
        double condition = NormOps_DDRM.normP1(matrix) * NormOps_DDRM.normP1(inverse);
        return Double.isFinite(condition) && condition > 0 ? 1 / condition : 0;
    }

    /// The inverse by Cholesky's factors; null when the matrix is not positive definite, up to rounding.
    ///
    /// Rows and columns are scaled to a diagonal of ones before, so units of measurement do not matter.
    public static @Nullable DMatrixRMaj inverse(DMatrixRMaj matrix) {
        double[] scale = scale(matrix);
        if (scale == null) {
            return null;
        }
        DMatrixRMaj scaled = scaled(matrix, scale);
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(matrix.numRows);
        if (!solver.setA(scaled.copy())) {
            return null;
        }
        var inverse = new DMatrixRMaj(matrix.numRows, matrix.numCols);
        solver.invert(inverse);
        if (1 / NormOps_DDRM.normP1(inverse) < RANK_TOLERANCE || !isFinite(inverse)) {
            return null;
        }
        return scaled(inverse, scale);
    }

    /// The inverse, or where columns are dependent that of what is left without them (Moore and Penrose's, of the
    /// scaled matrix); null when a number is not finite. What is a function of fitted values alone does not depend on
    /// which of the dependent columns count.
    public static @Nullable DMatrixRMaj pseudoInverse(DMatrixRMaj matrix) {
        DMatrixRMaj inverse = inverse(matrix);
        if (inverse != null) {
            return inverse;
        }
        double[] scale = scaleOrZero(matrix);
        if (!isFinite(matrix)) {
            return null;
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(matrix.numRows, true, true);
        if (!eigen.decompose(scaled(matrix, scale))) {
            return null;
        }
        var sum = new DMatrixRMaj(matrix.numRows, matrix.numCols);
        for (int i = 0; i < matrix.numRows; i++) {
            double value = eigen.getEigenvalue(i).getReal();
            if (value > RANK_TOLERANCE * matrix.numRows) {
                DMatrixRMaj vector = eigen.getEigenVector(i);
                CommonOps_DDRM.multAddTransB(1 / value, vector, vector, sum);
            }
        }
        return scaled(sum, scale);
    }

    private static double @Nullable [] scale(DMatrixRMaj matrix) {
        double[] scale = scaleOrZero(matrix);
        for (double one : scale) {
            if (!(one > 0)) {
                return null;
            }
        }
        return scale;
    }

    /// One over the roots of the diagonal; 0 for those that have none.
    private static double[] scaleOrZero(DMatrixRMaj matrix) {
        double[] scale = new double[matrix.numRows];
        for (int i = 0; i < scale.length; i++) {
            double one = 1 / Math.sqrt(matrix.get(i, i));
            scale[i] = Double.isFinite(one) ? one : 0;
        }
        return scale;
    }

    private static DMatrixRMaj scaled(DMatrixRMaj matrix, double[] scale) {
        DMatrixRMaj scaled = matrix.copy();
        for (int i = 0; i < scale.length; i++) {
            for (int j = 0; j < scale.length; j++) {
                scaled.set(i, j, matrix.get(i, j) * scale[i] * scale[j]);
            }
        }
        return scaled;
    }

    private static boolean isFinite(DMatrixRMaj matrix) {
        return !MatrixFeatures_DDRM.hasUncountable(matrix);
    }

    /// A b.
    public static double[] times(DMatrixRMaj matrix, double[] vector) {
        double[] product = new double[matrix.numRows];
        for (int i = 0; i < product.length; i++) {
            double sum = 0;
            for (int j = 0; j < vector.length; j++) {
                sum += matrix.get(i, j) * vector[j];
            }
            product[i] = sum;
        }
        return product;
    }
}
