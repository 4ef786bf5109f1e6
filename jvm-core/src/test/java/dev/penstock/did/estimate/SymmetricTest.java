package dev.penstock.did.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.junit.jupiter.api.Test;

class SymmetricTest {
    private static DMatrixRMaj matrix(double[]... rows) {
        return new DMatrixRMaj(rows);
    }

    @Test
    void readsTheUpperTriangle() {
        DMatrixRMaj matrix = Symmetric.unpack(new double[] {9, 1, 2, 3}, 1, 2);
        assertThat(MatrixFeatures_DDRM.isEquals(matrix, matrix(new double[] {1, 2}, new double[] {2, 3}))).isTrue();
    }

    @Test
    void conditionsAreThoseOfTheOneNorm() {
        // Norm 3 times 1.
        assertThat(Symmetric.reciprocalCondition(matrix(new double[] {2, 1}, new double[] {1, 2})))
                .isCloseTo(1.0 / 3, within(1e-15));
        assertThat(Symmetric.reciprocalCondition(matrix(new double[] {1, 2}, new double[] {2, 4}))).isZero();
        assertThat(Symmetric.reciprocalCondition(matrix(new double[] {0}))).isZero();
        assertThat(Symmetric.reciprocalCondition(matrix(new double[] {1e-300}))).isCloseTo(1, within(1e-15));
    }

    @Test
    void inversesDoNotDependOnUnitsOfMeasurement() {
        DMatrixRMaj matrix = matrix(new double[] {1e12, 2e3}, new double[] {2e3, 1e-5});
        DMatrixRMaj inverse = Symmetric.inverse(matrix);
        assertThat(inverse).isNotNull();
        var product = new DMatrixRMaj(2, 2);
        CommonOps_DDRM.mult(matrix, inverse, product);
        assertThat(MatrixFeatures_DDRM.isIdentity(product, 1e-9)).isTrue();
    }

    @Test
    void dependentColumnsHaveNoInverseAndAPseudoInverse() {
        DMatrixRMaj matrix = matrix(new double[] {1, 2, 0}, new double[] {2, 4, 0}, new double[] {0, 0, 0});
        assertThat(Symmetric.inverse(matrix)).isNull();
        DMatrixRMaj pseudo = Symmetric.pseudoInverse(matrix);
        assertThat(pseudo).isNotNull();
        // What is in the range of the matrix comes back.
        double[] back = Symmetric.times(matrix, Symmetric.times(pseudo, new double[] {1, 2, 0}));
        assertThat(back).containsExactly(new double[] {1, 2, 0}, within(1e-12));
    }

    @Test
    void numbersThatAreNoneHaveNoInverse() {
        assertThat(Symmetric.inverse(matrix(new double[] {Double.NaN}))).isNull();
        assertThat(Symmetric.pseudoInverse(matrix(new double[] {Double.NaN, 1}, new double[] {1, 1}))).isNull();
        assertThat(Symmetric.inverse(matrix(new double[] {1, 2}, new double[] {2, 1}))).isNull();
    }
}
