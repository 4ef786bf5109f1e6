package dev.penstock.did.estimate;

import dev.penstock.did.config.EstMethod;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/// Rows of two periods, and the one cell that compares them: repeated cross sections, and panels where units miss
/// periods or weights vary with time.
///
/// Callaway and Sant'Anna (2021), Appendix B, and the locally efficient estimator of Sant'Anna and Zhao (2020), in this
/// form: r = outcome, less a regression if there is one, on the rows of the same period and, for the doubly robust
/// estimator, of the same status. With means over the treated and over the controls (weighted by w p / (1 - p)) of the
/// period s, and M over all treated,
///
///     effect = treated_1 r - treated_0 r + M X e - (controls_1 r - controls_0 r)
///
/// e holds what changes more among the treated than among the controls (doubly robust), or minus the controls' change
/// (outcome regression). DRDID 1.2.3 has one sign in the influence of the controls' regression reversed; this has not.
final class RowSample extends Sample {
    private static final int BEFORE = 0;
    private static final int AFTER = 1;

    private final Cell cell;
    private final int column;
    private final int columns;
    private final RowChoice choice;
    private final double scale;

    private final PeriodSums[] treated;
    private final PeriodSums[] untreated;
    private double[] change;
    private double meanChange;
    private double @Nullable [] lean;
    private double effect = Double.NaN;

    /// @param column of the influence
    /// @param columns of the design
    /// @param units of the whole panel
    RowSample(
            EstMethod method,
            double trimLevel,
            Controls controls,
            Cell cell,
            int column,
            int columns,
            RowChoice choice,
            int units) {
        super(method, trimLevel, controls);
        this.cell = cell;
        this.column = column;
        this.columns = columns;
        this.choice = choice;
        this.scale = units;
        this.change = new double[columns];
        boolean both = method == EstMethod.DR;
        treated = new PeriodSums[] {new PeriodSums(columns, both), new PeriodSums(columns, both)};
        boolean any = method != EstMethod.IPW;
        untreated = new PeriodSums[] {new PeriodSums(columns, any), new PeriodSums(columns, any)};
    }

    /// NaN until it is known.
    double effect() {
        return effect;
    }

    @Override
    int segments() {
        return 2;
    }

    @Override
    Segment segment(BlockRows rows, int number) {
        return choice.segment(rows, number == AFTER ? cell.time() : cell.base(), cell.earlier());
    }

    private PeriodSums part(UnitBlock block, int number) {
        return (isTreated(block) ? treated : untreated)[number];
    }

    /// Plus for the cell's period, minus for the one before.
    private static double sign(int number) {
        return number == AFTER ? 1 : -1;
    }

    @Override
    Step regressions() {
        return new Step() {
            @Override
            public boolean concerns(UnitBlock block) {
                return RowSample.this.concerns(block);
            }

            @Override
            public int sums() {
                return 4 * PeriodSums.regressionSums(columns);
            }

            @Override
            public void add(UnitBlock block, BlockRows rows, double[] into, int at) {
                for (int number = BEFORE; number <= AFTER; number++) {
                    int place = (isTreated(block) ? 0 : 2) + number;
                    part(block, number)
                            .addRegression(
                                    segment(rows, number), rows, into, at + place * PeriodSums.regressionSums(columns));
                }
            }

            @Override
            public void take(double[] from, int at) {
                int each = PeriodSums.regressionSums(columns);
                boolean regressed = true;
                for (int number = BEFORE; number <= AFTER; number++) {
                    regressed &= treated[number].takeRegression(from, at + number * each);
                    regressed &= untreated[number].takeRegression(from, at + (2 + number) * each);
                    if (!(treated[number].weight() > 0)) {
                        fail(Failure.numerical("the weights of the treated"));
                    }
                }
                if (!regressed) {
                    fail(Failure.numerical("an outcome regression"));
                }
            }
        };
    }

    /// The controls' weights of rows: w p / (1 - p), and 0 from the trim level on.
    private void odds(double[] p, double[] w, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = p[i] < trimLevel ? w[i] * p[i] / (1 - p[i]) : 0;
        }
    }

    @Override
    Step moments() {
        return new Step() {
            @Override
            public boolean concerns(UnitBlock block) {
                return RowSample.this.concerns(block) && (isTreated(block) || usesScore());
            }

            @Override
            public int sums() {
                return 4 * PeriodSums.momentSums(columns);
            }

            @Override
            public void add(UnitBlock block, BlockRows rows, double[] into, int at) {
                for (int number = BEFORE; number <= AFTER; number++) {
                    Segment segment = segment(rows, number);
                    int n = segment.rows();
                    double[] weight = segment.w();
                    int place = number;
                    if (!isTreated(block)) {
                        place += 2;
                        double[] p = rows.scratch(0);
                        weight = rows.scratch(1);
                        score().of(segment.x(), p, n);
                        odds(p, segment.w(), weight, n);
                    }
                    PeriodSums sums = part(block, number);
                    double[] r = rows.scratch(2);
                    sums.residuals(segment, r, rows.scratch(3));
                    PeriodSums.addMoments(segment, weight, r, into, at + place * PeriodSums.momentSums(columns));
                }
            }

            @Override
            public void take(double[] from, int at) {
                int each = PeriodSums.momentSums(columns);
                for (int number = BEFORE; number <= AFTER; number++) {
                    treated[number].takeMoments(from, at + number * each);
                    untreated[number].takeMoments(from, at + (2 + number) * each);
                }
            }
        };
    }

    @Override
    void finish() {
        if (failure() == null && usesScore() && !(untreated[0].weight() > 0 && untreated[1].weight() > 0)) {
            fail(Failure.numerical("the weights of the controls"));
        }
        if (failure() != null) {
            return;
        }
        double all = treated[BEFORE].weight() + treated[AFTER].weight();
        double[] mean = new double[columns];
        for (int j = 0; j < columns; j++) {
            mean[j] = (treated[BEFORE].sumX()[j] + treated[AFTER].sumX()[j]) / all;
        }
        for (int number = BEFORE; number <= AFTER; number++) {
            treated[number].towards(minus(mean, treated[number].meanX()));
            untreated[number].towards(minus(usesScore() ? untreated[number].meanX() : new double[columns], mean));
        }
        change =
                switch (method) {
                    case IPW -> new double[columns];
                    case REG -> minus(untreated[BEFORE].coefficients(), untreated[AFTER].coefficients());
                    case DR ->
                            minus(
                                    minus(treated[AFTER].coefficients(), untreated[AFTER].coefficients()),
                                    minus(treated[BEFORE].coefficients(), untreated[BEFORE].coefficients()));
                };
        meanChange = 0;
        for (int j = 0; j < columns; j++) {
            meanChange += mean[j] * change[j];
        }
        effect = treated[AFTER].mean() - treated[BEFORE].mean() + meanChange;
        if (usesScore()) {
            effect -= untreated[AFTER].mean() - untreated[BEFORE].mean();
            DMatrixRMaj inverse = score().inverse();
            lean = Symmetric.times(inverse, minus(untreated[AFTER].spread(), untreated[BEFORE].spread()));
        }
    }

    @Override
    void markColumns(boolean[] active) {
        active[column] = true;
    }

    private static double[] minus(double[] a, double[] b) {
        double[] difference = new double[a.length];
        Lanes.subtract(a, b, difference, a.length);
        return difference;
    }

    @Override
    void influence(UnitBlock block, BlockRows rows, InfluenceBlock to) {
        boolean isTreated = isTreated(block);
        for (int number = BEFORE; number <= AFTER; number++) {
            Segment segment = segment(rows, number);
            int n = segment.rows();
            double[] w = segment.w();
            double[] z = rows.scratch(4);
            double[] p = rows.scratch(0);
            double[] weight = w;
            if (usesScore()) {
                score().of(segment.x(), p, n);
                if (!isTreated) {
                    weight = rows.scratch(1);
                    odds(p, w, weight, n);
                }
            }
            PeriodSums sums = part(block, number);
            double[] r = rows.scratch(2);
            double[] linear = rows.scratch(3);
            sums.residuals(segment, r, linear);
            if (isTreated || usesScore()) {
                double factor = sign(number) * (isTreated ? 1 : -1) * scale / sums.weight();
                for (int i = 0; i < n; i++) {
                    z[i] = factor * weight[i] * (r[i] - sums.mean());
                }
            } else {
                Arrays.fill(z, 0, n, 0);
            }
            double[] bend = sums.towards();
            if (bend != null) {
                Lanes.combine(bend, segment.x(), linear, n);
                double factor = sign(number) * scale;
                for (int i = 0; i < n; i++) {
                    z[i] += factor * w[i] * r[i] * linear[i];
                }
            }
            if (isTreated && usesRegression()) {
                Lanes.combine(change, segment.x(), linear, n);
                double factor = scale / (treated[BEFORE].weight() + treated[AFTER].weight());
                for (int i = 0; i < n; i++) {
                    z[i] += factor * w[i] * (linear[i] - meanChange);
                }
            }
            if (lean != null) {
                Lanes.combine(lean, segment.x(), linear, n);
                double status = isTreated ? 1 : 0;
                for (int i = 0; i < n; i++) {
                    z[i] -= scale * w[i] * (status - p[i]) * linear[i];
                }
            }
            to.add(column, segment, z);
        }
    }
}
