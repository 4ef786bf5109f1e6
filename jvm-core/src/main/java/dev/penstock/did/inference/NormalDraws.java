package dev.penstock.did.inference;

import dev.penstock.did.config.BootstrapWeights;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/// Draws of linear combinations as if their columns were normal: what the bootstrap comes to as the units grow.
public final class NormalDraws {
    private NormalDraws() {}

    /// @param covariance of the columns
    /// @param rows the combinations' coefficients
    /// @return `draws` draws of each combination, from a normal distribution with their covariance
    public static List<double[]> of(PackedSymmetric covariance, List<double[]> rows, int draws, long seed) {
        int size = rows.size();
        double[][] roots = roots(covariance, rows);
        var multipliers = new Multipliers(BootstrapWeights.NORMAL, seed, Math.max(1, size));
        double[][] independent = new double[size][draws];
        for (int i = 0; i < size; i++) {
            multipliers.fill(i, 0, draws, independent[i]);
        }
        return IntStream.range(0, size).mapToObj(row -> combined(roots[row], independent, draws)).toList();
    }

    private static double[] combined(double[] root, double[][] independent, int draws) {
        double[] sum = new double[draws];
        for (int i = 0; i < root.length; i++) {
            for (int draw = 0; draw < draws; draw++) {
                sum[draw] += root[i] * independent[i][draw];
            }
        }
        return sum;
    }

    /// R with R R' the covariance of the combinations, which may well be singular.
    private static double[][] roots(PackedSymmetric covariance, List<double[]> rows) {
        int size = rows.size();
        double[][] roots = new double[size][size];
        if (size == 0) {
            return roots;
        }
        var own = new DMatrixRMaj(size, size);
        for (int i = 0; i < size; i++) {
            double[] product = covariance.times(rows.get(i));
            for (int j = 0; j < size; j++) {
                double sum = 0;
                for (int column = 0; column < product.length; column++) {
                    sum += product[column] * rows.get(j)[column];
                }
                own.set(i, j, sum);
            }
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                own.set(i, j, own.get(j, i));
            }
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(size, true, true);
        if (!eigen.decompose(own)) {
            throw new ArithmeticException("a covariance has no eigenvalues");
        }
        for (int value = 0; value < size; value++) {
            double root = Math.sqrt(Math.max(0, eigen.getEigenvalue(value).getReal()));
            DMatrixRMaj vector = eigen.getEigenVector(value);
            for (int i = 0; i < size; i++) {
                roots[i][value] = root * vector.get(i);
            }
        }
        return roots;
    }
}
