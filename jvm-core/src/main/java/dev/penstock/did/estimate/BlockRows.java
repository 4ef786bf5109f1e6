package dev.penstock.did.estimate;

import dev.penstock.did.panel.Kind;
import dev.penstock.did.panel.Panel;
import java.util.Arrays;
import java.util.Objects;

/// The rows of one block after the other, by period: what lies scattered in the panel, gathered so that loops run over
/// plain arrays. Belongs to one thread. What it hands out is good until the next block.
final class BlockRows {
    private static final int SCRATCH = 8;

    private final Panel panel;
    private final boolean balanced;
    private final int periods;
    private final double[] ones = new double[UnitBlock.MOST];
    private final double[][] scratch = new double[SCRATCH][UnitBlock.MOST];

    private UnitBlock block = new UnitBlock(0, new int[0], 0, 0);
    private final int[] counts;
    private final int[][] rows;
    private final int[][] units;
    private final double[][] outcomes;
    private final double[][] weights;
    private final double[][][] designs;

    /// Which of them are those of this block.
    private final boolean[] hasOutcome;

    private final boolean[] hasWeight;
    private final boolean[] hasDesign;

    BlockRows(Panel panel) {
        this.panel = panel;
        this.balanced = panel.kind() == Kind.BALANCED;
        this.periods = panel.periods().length;
        Arrays.fill(ones, 1);
        counts = new int[periods];
        rows = new int[periods][];
        units = new int[periods][];
        outcomes = new double[periods][];
        weights = new double[periods][];
        designs = new double[periods][][];
        hasOutcome = new boolean[periods];
        hasWeight = new boolean[periods];
        hasDesign = new boolean[periods];
    }

    /// Bytes that one of them may take.
    static long bytes(Panel panel) {
        long each = 2L * Integer.BYTES + (2L + panel.terms().size()) * Double.BYTES;
        return UnitBlock.MOST * (panel.periods().length * each + (SCRATCH + 1L) * Double.BYTES);
    }

    void load(UnitBlock next) {
        block = next;
        Arrays.fill(counts, 0);
        Arrays.fill(hasOutcome, false);
        Arrays.fill(hasWeight, false);
        Arrays.fill(hasDesign, false);
        for (int period = 0; period < periods; period++) {
            if (rows[period] == null) {
                rows[period] = new int[UnitBlock.MOST];
                units[period] = new int[UnitBlock.MOST];
            }
        }
        for (int i = 0; i < block.units(); i++) {
            int unit = block.unit(i);
            switch (panel.kind()) {
                case BALANCED -> {
                    for (int period = 0; period < periods; period++) {
                        rows[period][i] = unit * periods + period;
                    }
                }
                case UNBALANCED -> {
                    int[] starts = Objects.requireNonNull(panel.unitStart());
                    for (int row = starts[unit]; row < starts[unit + 1]; row++) {
                        add(row, i);
                    }
                }
                case CROSS_SECTIONS -> add(unit, i);
            }
        }
        if (balanced) {
            Arrays.fill(counts, block.units());
        }
    }

    private void add(int row, int unit) {
        int period = panel.period(row);
        rows[period][counts[period]] = row;
        units[period][counts[period]++] = unit;
    }

    /// How many rows there are in a period.
    int count(int period) {
        return counts[period];
    }

    /// The place in the block of each row's unit, ascending. Not for balanced panels, where it is the row's own.
    int[] units(int period) {
        return units[period];
    }

    double[] outcome(int period) {
        if (!hasOutcome[period]) {
            outcomes[period] = gathered(panel.outcome(), period, outcomes[period]);
            hasOutcome[period] = true;
        }
        return outcomes[period];
    }

    double[] weight(int period) {
        double[] all = panel.weight();
        if (all == null) {
            return ones;
        }
        if (!hasWeight[period]) {
            weights[period] = gathered(all, period, weights[period]);
            hasWeight[period] = true;
        }
        return weights[period];
    }

    /// A row for each design column.
    double[][] design(int period) {
        if (!hasDesign[period]) {
            double[][] all = panel.design();
            if (designs[period] == null) {
                designs[period] = new double[all.length][];
            }
            for (int j = 0; j < all.length; j++) {
                designs[period][j] =
                        all[j].length == panel.rows()
                                ? gathered(all[j], period, designs[period][j])
                                : ofUnits(all[j], designs[period][j]);
            }
            hasDesign[period] = true;
        }
        return designs[period];
    }

    private double[] ofUnits(double[] values, double[] known) {
        double[] to = known == null ? new double[UnitBlock.MOST] : known;
        for (int i = 0; i < block.units(); i++) {
            to[i] = values[block.unit(i)];
        }
        return to;
    }

    private double[] gathered(double[] values, int period, double[] known) {
        double[] to = known == null ? new double[UnitBlock.MOST] : known;
        int[] from = rows[period];
        for (int i = 0; i < counts[period]; i++) {
            to[i] = values[from[i]];
        }
        return to;
    }

    /// An array for whoever works on the block, with any content. Those of different numbers are different ones.
    double[] scratch(int number) {
        return scratch[number];
    }
}
