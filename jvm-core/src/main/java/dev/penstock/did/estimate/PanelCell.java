package dev.penstock.did.estimate;

import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/// What is found for one cell of a [PanelSample].
final class PanelCell {
    private final Cell cell;
    private final int column;
    private double @Nullable [] coefficients;
    private double treatedSum;
    private double controlSum;
    private double[] controlSumX = {};
    private double treatedMean;
    private double controlMean;
    private double @Nullable [] towards;
    private double @Nullable [] lean;
    private double effect = Double.NaN;

    PanelCell(Cell cell, int column) {
        this.cell = cell;
        this.column = column;
    }

    Cell cell() {
        return cell;
    }

    int column() {
        return column;
    }

    /// NaN until it is known.
    double effect() {
        return effect;
    }

    void regressed(double[] beta) {
        coefficients = beta;
    }

    /// Of the outcome regression on the controls; null without one.
    double @Nullable [] coefficients() {
        return coefficients;
    }

    void summed(double overTreated, double overControls, double[] overControlsX) {
        treatedSum = overTreated;
        controlSum = overControls;
        controlSumX = overControlsX;
    }

    /// @param controlWeight the sum of the controls' weights; 0 when the method has none
    /// @param inverse of the score's Hessian; null when there is no score
    /// @param bend how the regression's coefficients move the effect; null when there is no regression
    void finish(
            double treatedWeight,
            double controlWeight,
            double[] controlX,
            @Nullable DMatrixRMaj inverse,
            double @Nullable [] bend) {
        treatedMean = treatedSum / treatedWeight;
        towards = bend;
        if (inverse != null) {
            controlMean = controlSum / controlWeight;
            double[] moment = new double[controlX.length];
            for (int j = 0; j < moment.length; j++) {
                moment[j] = (controlSumX[j] - controlMean * controlX[j]) / controlWeight;
            }
            lean = Symmetric.times(inverse, moment);
        }
        effect = treatedMean - controlMean;
    }

    double treatedMean() {
        return treatedMean;
    }

    /// 0 when the controls have no weights of their own.
    double controlMean() {
        return controlMean;
    }

    /// How the regression's coefficients move the effect.
    double @Nullable [] towards() {
        return towards;
    }

    /// How the score's coefficients move the effect: the inverse Hessian times the controls' mean of (r - mean) X.
    double @Nullable [] lean() {
        return lean;
    }
}
