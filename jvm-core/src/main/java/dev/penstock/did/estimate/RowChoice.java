package dev.penstock.did.estimate;

import dev.penstock.did.panel.Kind;

/// Which rows, covariates and weights a cell takes that compares rows of two periods.
///
/// @param weightPeriod the period whose weights count for both; negative when each row has its own
record RowChoice(Kind kind, int weightPeriod) {
    /// @param period whose rows are meant
    /// @param earlier the earlier period of the cell
    Segment segment(BlockRows rows, int period, int earlier) {
        if (kind == Kind.BALANCED) {
            // The two periods of a unit, stacked: covariates are those before, weights are each row's own.
            return new Segment(
                    rows.count(period), rows.outcome(period), rows.weight(period), rows.design(earlier), null);
        }
        if (weightPeriod < 0) {
            return new Segment(
                    rows.count(period),
                    rows.outcome(period),
                    rows.weight(period),
                    rows.design(period),
                    rows.units(period));
        }
        return withWeightsOf(rows, period);
    }

    /// Units that are not seen in the period of the weights leave the cell.
    private Segment withWeightsOf(BlockRows rows, int period) {
        int[] units = rows.units(period);
        int[] known = rows.units(weightPeriod);
        double[] weights = rows.weight(weightPeriod);
        double[][] design = rows.design(period);
        int most = Math.min(rows.count(period), rows.count(weightPeriod));
        double[] y = new double[most];
        double[] w = new double[most];
        double[][] x = new double[design.length][most];
        int[] at = new int[most];
        int count = 0;
        int other = 0;
        for (int row = 0; row < rows.count(period); row++) {
            while (other < rows.count(weightPeriod) && known[other] < units[row]) {
                other++;
            }
            if (other < rows.count(weightPeriod) && known[other] == units[row]) {
                y[count] = rows.outcome(period)[row];
                w[count] = weights[other];
                for (int j = 0; j < x.length; j++) {
                    x[j][count] = design[j][row];
                }
                at[count++] = units[row];
            }
        }
        return new Segment(count, y, w, x, at);
    }
}
