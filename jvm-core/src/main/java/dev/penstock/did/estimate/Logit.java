package dev.penstock.did.estimate;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/// Fits a propensity score by Newton's method, one step for each sweep: the logit likelihood of being treated.
final class Logit implements Step {
    private static final int MOST_STEPS = 100;
    private static final double TOLERANCE = 1e-12;

    /// A fitted value of at least this shows that treated units and controls do not overlap.
    private static final double HIGH = 0.999;

    /// Newton's decrement, squared: a step that changes the likelihood by less moves no fitted value. It ends fits
    /// whose coefficients run away because some kind of unit is never treated.
    private static final double LEAST_DECREMENT = 1e-24;

    private final Sample sample;
    private final int columns;
    private final boolean weighted;
    private double[] coefficients;
    private @Nullable DMatrixRMaj inverse;
    private boolean high;
    private boolean failed;
    private boolean done;
    private int steps;

    private Logit(Sample sample, double[] start, boolean weighted) {
        this.sample = sample;
        this.columns = start.length;
        this.coefficients = start;
        this.weighted = weighted;
    }

    /// The fit without weights, which says whether treated units and controls overlap. It starts where it would end
    /// without covariates.
    static Logit unweighted(Sample sample, Sizes sizes, int columns) {
        double[] start = new double[columns];
        start[0] = Math.log((double) sizes.treated() / sizes.untreated());
        return new Logit(sample, start, false);
    }

    /// The fit with weights; starts where that without ended.
    static Logit weighted(Logit unweighted) {
        return new Logit(unweighted.sample, unweighted.coefficients.clone(), true);
    }

    Sample sample() {
        return sample;
    }

    boolean isDone() {
        return done;
    }

    /// What came out: a failure of the sample, or its score.
    ///
    /// @return whether it is a score
    boolean settle() {
        DMatrixRMaj last = inverse;
        if (high && !weighted) {
            sample.fail(Failure.overlap());
        } else if (failed || last == null) {
            sample.fail(Failure.numerical("the propensity score"));
        } else {
            sample.found(new Score(coefficients, last));
            return true;
        }
        return false;
    }

    @Override
    public boolean concerns(UnitBlock block) {
        return sample.concerns(block);
    }

    /// High fitted values, then the gradient, then the negative Hessian.
    @Override
    public int sums() {
        return 1 + columns + Lanes.gramSize(columns);
    }

    @Override
    public void add(UnitBlock block, BlockRows rows, double[] into, int at) {
        boolean isTreated = sample.isTreated(block);
        double[] p = rows.scratch(0);
        double[] residual = rows.scratch(1);
        double[] curvature = rows.scratch(2);
        for (int number = 0; number < sample.segments(); number++) {
            Segment segment = sample.segment(rows, number);
            int n = segment.rows();
            Lanes.combine(coefficients, segment.x(), p, n);
            Score.logistic(p, n);
            int highs = 0;
            double status = isTreated ? 1 : 0;
            for (int i = 0; i < n; i++) {
                highs += p[i] >= HIGH ? 1 : 0;
                residual[i] = status - p[i];
                curvature[i] = p[i] * (1 - p[i]);
            }
            if (weighted) {
                Lanes.multiply(residual, segment.w(), residual, n);
                Lanes.multiply(curvature, segment.w(), curvature, n);
            }
            into[at] += highs;
            Lanes.addMoments(segment.x(), residual, n, into, at + 1);
            Lanes.addGram(segment.x(), curvature, n, rows.scratch(3), into, at + 1 + columns);
        }
    }

    @Override
    public void take(double[] from, int at) {
        high = from[at] > 0;
        DMatrixRMaj now = Symmetric.pseudoInverse(Symmetric.unpack(from, at + 1 + columns, columns));
        if (now == null) {
            failed = true;
            done = true;
            return;
        }
        inverse = now;
        double[] gradient = Arrays.copyOfRange(from, at + 1, at + 1 + columns);
        double[] step = Symmetric.times(now, gradient);
        double decrement = 0;
        boolean small = true;
        double[] next = coefficients.clone();
        for (int j = 0; j < columns; j++) {
            decrement += gradient[j] * step[j];
            small &= Math.abs(step[j]) < TOLERANCE * (1 + Math.abs(coefficients[j]));
            next[j] += step[j];
        }
        coefficients = next;
        steps++;
        failed = !Double.isFinite(decrement);
        done = failed || small || decrement <= LEAST_DECREMENT || steps == MOST_STEPS;
        failed |= done && !(decrement <= 1e-8);
    }
}
