package dev.penstock.did.estimate;

import dev.penstock.did.panel.Panel;

/// Which periods of a balanced panel hold the same values for every unit, so that cells can share what is fitted to
/// them: covariates and weights mostly do not change with time.
final class SamePeriods {
    private SamePeriods() {}

    /// For each period itself, or the first one when that holds the same.
    ///
    /// @param columns by row, which lie by unit and period, or by unit
    static int[] of(Panel panel, double[]... columns) {
        int periods = panel.periods().length;
        int[] same = new int[periods];
        for (int period = 1; period < periods; period++) {
            same[period] = period;
            if (isLikeFirst(panel, columns, period)) {
                same[period] = 0;
            }
        }
        return same;
    }

    private static boolean isLikeFirst(Panel panel, double[][] columns, int period) {
        int periods = panel.periods().length;
        for (double[] column : columns) {
            boolean byUnit = column.length < panel.rows();
            for (int row = 0; row < column.length && !byUnit; row += periods) {
                if (column[row] != column[row + period]) {
                    return false;
                }
            }
        }
        return true;
    }
}
