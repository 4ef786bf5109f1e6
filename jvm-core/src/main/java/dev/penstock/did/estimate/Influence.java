package dev.penstock.did.estimate;

import dev.penstock.did.panel.Panel;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// What each unit contributes to each cell and to each group's share: the matrix Z, of which only blocks are ever made.
///
/// Its columns are the influence functions of the cells, in their order, and then w 1{G = g} - p_g for each group g
/// with cells. Column means are zero up to rounding. See Callaway and Sant'Anna (2021), Theorem 2 and Corollary 2.
public final class Influence {
    private final Panel panel;
    private final List<UnitBlock> blocks;
    private final List<Sample> samples;
    private final List<Cell> cells;
    private final int threads;
    private final double[] shares;

    Influence(Panel panel, List<UnitBlock> blocks, List<Sample> samples, List<Cell> cells, int threads) {
        this.panel = panel;
        this.blocks = blocks;
        this.samples = samples.stream().filter(sample -> sample.failure() == null).toList();
        this.cells = cells;
        this.threads = threads;
        this.shares = shares();
    }

    /// p_g of each group with cells: the mean of w 1{G = g} over all units.
    private double[] shares() {
        long[] groups = panel.groups();
        double[] sums = new double[groups.length];
        for (UnitBlock block : blocks) {
            int group = Arrays.binarySearch(groups, block.group());
            if (group >= 0) {
                double sum = 0;
                for (int i = 0; i < block.units(); i++) {
                    sum += weight(block.unit(i));
                }
                sums[group] += sum;
            }
        }
        return Arrays.stream(sums).map(sum -> sum / panel.units()).toArray();
    }

    /// The weight of a unit: that of the first period in balanced panels, the mean of its rows' else.
    public double weight(int unit) {
        double[] weight = panel.weight();
        if (weight == null) {
            return 1;
        }
        return switch (panel.kind()) {
            case BALANCED -> weight[unit * panel.periods().length];
            case CROSS_SECTIONS -> weight[unit];
            case UNBALANCED -> {
                int[] starts = Objects.requireNonNull(panel.unitStart());
                double sum = 0;
                for (int row = starts[unit]; row < starts[unit + 1]; row++) {
                    sum += weight[row];
                }
                yield sum / (starts[unit + 1] - starts[unit]);
            }
        };
    }

    /// p_g of each group with cells, in their order.
    public double[] groupShares() {
        return shares.clone();
    }

    public int units() {
        return panel.units();
    }

    /// Cells and groups.
    public int columns() {
        return cells.size() + shares.length;
    }

    public List<UnitBlock> blocks() {
        return blocks;
    }

    /// How many threads may read it.
    public int threads() {
        return threads;
    }

    /// Something that works out one block after the other, for one thread.
    public Reader reader() {
        return new Reader();
    }

    /// Works out blocks.
    public final class Reader {
        private final BlockRows rows = new BlockRows(panel);

        private Reader() {}

        /// Fills `to` with what the units of a block contribute.
        public void read(UnitBlock block, InfluenceBlock to) {
            rows.load(block);
            to.begin(block.units(), active(block));
            for (Sample sample : samples) {
                if (sample.concerns(block)) {
                    sample.influence(block, rows, to);
                }
            }
            for (int group = 0; group < shares.length; group++) {
                boolean own = block.group() == panel.groups()[group];
                for (int i = 0; i < block.units(); i++) {
                    double share = own ? weight(block.unit(i)) - shares[group] : -shares[group];
                    to.add(cells.size() + group, i, share);
                }
            }
        }
    }

    private int[] active(UnitBlock block) {
        boolean[] active = new boolean[columns()];
        Arrays.fill(active, cells.size(), active.length, true);
        for (Sample sample : samples) {
            if (sample.concerns(block)) {
                sample.markColumns(active);
            }
        }
        return IntStream.range(0, active.length).filter(column -> active[column]).toArray();
    }
}
