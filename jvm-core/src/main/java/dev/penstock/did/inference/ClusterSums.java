package dev.penstock.did.inference;

import dev.penstock.did.estimate.UnitBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Sums of units' rows by cluster.
final class ClusterSums {
    private final int columns;
    private final int clusters;
    private final int[] codes;
    private final double[][] sums;

    /// @param codes the cluster of each unit
    ClusterSums(int columns, int[] codes, int clusters) {
        this.columns = columns;
        this.codes = codes;
        this.clusters = clusters;
        int chunks = Math.ceilDiv(clusters, UnitBlock.MOST);
        this.sums = new double[chunks][];
        for (int chunk = 0; chunk < chunks; chunk++) {
            sums[chunk] = new double[count(chunk) * columns];
        }
    }

    private int count(int chunk) {
        return Math.min(UnitBlock.MOST, clusters - chunk * UnitBlock.MOST);
    }

    /// Adds the columns of rows whose number leaves the remainder `part`: several threads may add different ones.
    void add(Rows rows, int parts, int part) {
        int width = rows.width();
        for (int row = 0; row < rows.count(); row++) {
            int code = codes[rows.rank().of(row)];
            double[] to = sums[code / UnitBlock.MOST];
            int at = code % UnitBlock.MOST * columns;
            for (int slot = 0; slot < width; slot++) {
                int column = rows.columns()[slot];
                if (column % parts == part) {
                    to[at + column] += rows.values()[row * width + slot];
                }
            }
        }
    }

    /// The sums as rows, some clusters at a time.
    List<Rows> rows() {
        int[] all = IntStream.range(0, columns).toArray();
        var rows = new ArrayList<Rows>();
        for (int chunk = 0; chunk < sums.length; chunk++) {
            int first = chunk * UnitBlock.MOST;
            rows.add(new Rows(all, count(chunk), sums[chunk], row -> first + row));
        }
        return rows;
    }
}
