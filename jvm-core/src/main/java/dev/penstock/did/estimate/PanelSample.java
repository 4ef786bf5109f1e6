package dev.penstock.did.estimate;

import dev.penstock.did.config.EstMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/// Units of a panel that are seen in both periods, and the cells that look at them with the same covariates and
/// weights.
///
/// Outcome regression, normalised inverse probability weights and the traditional doubly robust estimator: Sant'Anna
/// and Zhao (2020), and Callaway and Sant'Anna (2021), (4.1) and (4.2), with r = change of the outcome, less the
/// regression on the controls if there is one. The effect is the mean of r over the treated, less its mean over the
/// controls weighted by w p / (1 - p).
final class PanelSample extends Sample {
    private final int columns;
    private final int designPeriod;
    private final int weightPeriod;
    private final double scale;
    private final List<PanelCell> cells = new ArrayList<>();

    private double treatedWeight;
    private double[] treatedX;
    private @Nullable DMatrixRMaj inverse;
    private double controlWeight;
    private double[] controlX;

    /// @param designPeriod whose covariates count
    /// @param weightPeriod whose weights count
    /// @param units of the whole panel
    PanelSample(
            EstMethod method,
            double trimLevel,
            Controls controls,
            int columns,
            int designPeriod,
            int weightPeriod,
            int units) {
        super(method, trimLevel, controls);
        this.columns = columns;
        this.designPeriod = designPeriod;
        this.weightPeriod = weightPeriod;
        this.scale = units;
        this.treatedX = new double[columns];
        this.controlX = new double[columns];
    }

    void add(PanelCell cell) {
        cells.add(cell);
    }

    @Override
    int segments() {
        return 1;
    }

    @Override
    Segment segment(BlockRows rows, int number) {
        return new Segment(
                rows.count(designPeriod),
                rows.outcome(designPeriod),
                rows.weight(weightPeriod),
                rows.design(designPeriod),
                null);
    }

    private static void changes(PanelCell cell, BlockRows rows, double[] to, int n) {
        Lanes.subtract(rows.outcome(cell.cell().time()), rows.outcome(cell.cell().base()), to, n);
    }

    /// r: changes, less what the regression explains.
    private static void residuals(PanelCell cell, BlockRows rows, double[][] x, double[] to, double[] scratch, int n) {
        changes(cell, rows, to, n);
        double[] beta = cell.coefficients();
        if (beta != null) {
            Lanes.combine(beta, x, scratch, n);
            Lanes.subtract(to, scratch, to, n);
        }
    }

    /// The controls' weights of rows: w p / (1 - p), and 0 from the trim level on.
    private void odds(double[] p, double[] w, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = p[i] < trimLevel ? w[i] * p[i] / (1 - p[i]) : 0;
        }
    }

    /// The weights and covariates of the treated; X'WX of the controls, and X'W times the changes for each cell.
    @Override
    Step regressions() {
        int gram = usesRegression() ? Lanes.gramSize(columns) : 0;
        int each = usesRegression() ? columns : 0;
        int head = 1 + columns + gram;
        return new Step() {
            @Override
            public boolean concerns(UnitBlock block) {
                return PanelSample.this.concerns(block) && (isTreated(block) || usesRegression());
            }

            @Override
            public int sums() {
                return head + each * cells.size();
            }

            @Override
            public void add(UnitBlock block, BlockRows rows, double[] into, int at) {
                Segment segment = segment(rows, 0);
                int n = segment.rows();
                if (isTreated(block)) {
                    into[at] += Lanes.sum(segment.w(), n);
                    Lanes.addMoments(segment.x(), segment.w(), n, into, at + 1);
                    return;
                }
                double[] change = rows.scratch(0);
                Lanes.addGram(segment.x(), segment.w(), n, rows.scratch(1), into, at + 1 + columns);
                for (int i = 0; i < cells.size(); i++) {
                    changes(cells.get(i), rows, change, n);
                    Lanes.multiply(change, segment.w(), change, n);
                    Lanes.addMoments(segment.x(), change, n, into, at + head + i * columns);
                }
            }

            @Override
            public void take(double[] from, int at) {
                treatedWeight = from[at];
                treatedX = Arrays.copyOfRange(from, at + 1, at + 1 + columns);
                if (!(treatedWeight > 0)) {
                    fail(Failure.numerical("the weights of the treated"));
                } else if (usesRegression()) {
                    regress(from, at + 1 + columns);
                }
            }
        };
    }

    private void regress(double[] from, int at) {
        inverse = Symmetric.inverse(Symmetric.unpack(from, at, columns));
        if (inverse == null) {
            fail(Failure.numerical("the outcome regression"));
            return;
        }
        int next = at + Lanes.gramSize(columns);
        for (PanelCell cell : cells) {
            cell.regressed(Symmetric.times(inverse, Arrays.copyOfRange(from, next, next + columns)));
            next += columns;
        }
    }

    /// For each cell the sums of r over the treated, and with the controls' weights of r and of r X over the controls;
    /// once, those weights and their X.
    @Override
    Step moments() {
        int head = 1 + columns;
        int each = 2 + columns;
        return new Step() {
            @Override
            public boolean concerns(UnitBlock block) {
                return PanelSample.this.concerns(block) && (isTreated(block) || usesScore());
            }

            @Override
            public int sums() {
                return head + each * cells.size();
            }

            @Override
            public void add(UnitBlock block, BlockRows rows, double[] into, int at) {
                Segment segment = segment(rows, 0);
                int n = segment.rows();
                double[] weight = segment.w();
                if (!isTreated(block)) {
                    double[] p = rows.scratch(0);
                    weight = rows.scratch(1);
                    score().of(segment.x(), p, n);
                    odds(p, segment.w(), weight, n);
                    into[at] += Lanes.sum(weight, n);
                    Lanes.addMoments(segment.x(), weight, n, into, at + 1);
                }
                double[] r = rows.scratch(2);
                int next = at + head;
                for (PanelCell cell : cells) {
                    residuals(cell, rows, segment.x(), r, rows.scratch(3), n);
                    if (isTreated(block)) {
                        into[next] += Lanes.dot(weight, r, n);
                    } else {
                        Lanes.multiply(weight, r, r, n);
                        into[next + 1] += Lanes.sum(r, n);
                        Lanes.addMoments(segment.x(), r, n, into, next + 2);
                    }
                    next += each;
                }
            }

            @Override
            public void take(double[] from, int at) {
                controlWeight = from[at];
                controlX = Arrays.copyOfRange(from, at + 1, at + 1 + columns);
                int next = at + head;
                for (PanelCell cell : cells) {
                    cell.summed(from[next], from[next + 1], Arrays.copyOfRange(from, next + 2, next + each));
                    next += each;
                }
            }
        };
    }

    @Override
    void finish() {
        if (failure() == null && usesScore() && !(controlWeight > 0)) {
            fail(Failure.numerical("the weights of the controls"));
        }
        if (failure() != null) {
            return;
        }
        double[] towards = towards();
        for (PanelCell cell : cells) {
            cell.finish(
                    treatedWeight,
                    usesScore() ? controlWeight : 0,
                    controlX,
                    usesScore() ? score().inverse() : null,
                    towards);
        }
    }

    /// Q times the controls' mean of X less that of the treated: how the regression's coefficients move the effect.
    private double @Nullable [] towards() {
        DMatrixRMaj q = inverse;
        if (q == null) {
            return null;
        }
        double[] difference = new double[columns];
        for (int j = 0; j < columns; j++) {
            difference[j] = (usesScore() ? controlX[j] / controlWeight : 0) - treatedX[j] / treatedWeight;
        }
        return Symmetric.times(q, difference);
    }

    @Override
    void markColumns(boolean[] active) {
        cells.forEach(cell -> active[cell.column()] = true);
    }

    @Override
    void influence(UnitBlock block, BlockRows rows, InfluenceBlock to) {
        Segment segment = segment(rows, 0);
        int n = segment.rows();
        boolean isTreated = isTreated(block);
        double[] w = segment.w();
        double[] p = rows.scratch(0);
        double[] odds = rows.scratch(1);
        double[] r = rows.scratch(2);
        double[] linear = rows.scratch(3);
        double[] z = rows.scratch(4);
        if (usesScore()) {
            score().of(segment.x(), p, n);
            odds(p, w, odds, n);
        }
        for (PanelCell cell : cells) {
            residuals(cell, rows, segment.x(), r, linear, n);
            if (isTreated) {
                ofMean(w, r, cell.treatedMean(), scale / treatedWeight, z, n);
            } else if (usesScore()) {
                ofMean(odds, r, cell.controlMean(), -scale / controlWeight, z, n);
            } else {
                Arrays.fill(z, 0, n, 0);
            }
            double[] bend = cell.towards();
            if (!isTreated && bend != null) {
                Lanes.combine(bend, segment.x(), linear, n);
                for (int i = 0; i < n; i++) {
                    z[i] += scale * w[i] * r[i] * linear[i];
                }
            }
            double[] lean = cell.lean();
            if (lean != null) {
                Lanes.combine(lean, segment.x(), linear, n);
                double status = isTreated ? 1 : 0;
                for (int i = 0; i < n; i++) {
                    z[i] -= scale * w[i] * (status - p[i]) * linear[i];
                }
            }
            to.add(cell.column(), segment, z);
        }
    }

    private static void ofMean(double[] weight, double[] r, double mean, double scale, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = scale * weight[i] * (r[i] - mean);
        }
    }
}
