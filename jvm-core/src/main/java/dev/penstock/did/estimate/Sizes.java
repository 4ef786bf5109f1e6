package dev.penstock.did.estimate;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/// Looks at a sample before anything is estimated from it: are there rows of each kind, and can the covariates of the
/// controls be told apart?
final class Sizes implements Step {
    /// Reciprocal condition numbers below this count as singular.
    static final double EPSILON = 2.2e-16;

    private final Sample sample;
    private final int columns;
    private final int segments;
    private long treated;
    private long untreated;
    private @Nullable DMatrixRMaj gram;

    /// @param columns of the design
    Sizes(Sample sample, int columns) {
        this.sample = sample;
        this.columns = columns;
        this.segments = sample.segments();
    }

    /// Treated rows, once all are counted.
    long treated() {
        return treated;
    }

    /// Controls' rows, once all are counted.
    long untreated() {
        return untreated;
    }

    @Override
    public boolean concerns(UnitBlock block) {
        return sample.concerns(block);
    }

    @Override
    public int sums() {
        return 2 * segments + Lanes.gramSize(columns);
    }

    @Override
    public void add(UnitBlock block, BlockRows rows, double[] into, int at) {
        boolean isTreated = sample.isTreated(block);
        for (int number = 0; number < segments; number++) {
            Segment segment = sample.segment(rows, number);
            into[at + (isTreated ? 0 : segments) + number] += segment.rows();
            if (!isTreated && sample.usesRegression()) {
                double[] ones = rows.scratch(0);
                Arrays.fill(ones, 0, segment.rows(), 1);
                Lanes.addGram(segment.x(), ones, segment.rows(), rows.scratch(1), into, at + 2 * segments);
            }
        }
    }

    @Override
    public void take(double[] from, int at) {
        for (int number = 0; number < segments; number++) {
            treated += (long) from[at + number];
            untreated += (long) from[at + segments + number];
            if (from[at + number] == 0) {
                sample.fail(Failure.empty("treated"));
            }
            if (from[at + segments + number] == 0) {
                sample.fail(Failure.empty("control"));
            }
        }
        gram = sample.usesRegression() ? Symmetric.unpack(from, at + 2 * segments, columns) : null;
    }

    /// Fails the sample when its controls' covariates are dependent. To be asked after the score's guard, which comes
    /// first.
    void checkControls() {
        if (gram != null && Symmetric.reciprocalCondition(gram) < EPSILON) {
            sample.fail(Failure.singular());
        }
    }
}
