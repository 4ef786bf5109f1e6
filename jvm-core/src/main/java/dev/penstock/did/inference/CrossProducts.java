package dev.penstock.did.inference;

import java.util.Arrays;

/// Sums up S = Z'Z / n, block after block: a share of its rows, those whose number leaves a certain remainder.
final class CrossProducts {
    private final int columns;
    private final int parts;
    private final int part;
    private final double[][] sums;
    private final double[] factors = new double[Products.ROWS];
    private final double[][] rows;

    CrossProducts(int columns, int parts, int part) {
        this.columns = columns;
        this.parts = parts;
        this.part = part;
        this.sums = new double[columns][];
        for (int column = part; column < columns; column += parts) {
            sums[column] = new double[columns];
        }
        this.rows = new double[Products.ROWS][columns];
    }

    /// Bytes of all parts of one matrix.
    static long bytes(int columns, int parts) {
        return Double.BYTES * (1L + parts) * columns * columns;
    }

    void add(Rows from) {
        int width = from.width();
        double[][] own = new double[width][];
        for (int slot = 0; slot < width; slot++) {
            own[slot] = from.columns()[slot] % parts == part ? new double[width] : null;
        }
        for (int row = 0; row < from.count(); row += Products.ROWS) {
            for (int i = 0; i < Products.ROWS; i++) {
                if (row + i < from.count()) {
                    System.arraycopy(from.values(), (row + i) * width, rows[i], 0, width);
                } else {
                    Arrays.fill(rows[i], 0);
                }
            }
            for (int slot = 0; slot < width; slot++) {
                if (own[slot] != null) {
                    for (int i = 0; i < Products.ROWS; i++) {
                        factors[i] = rows[i][slot];
                    }
                    Products.add(own[slot], slot, width, factors, rows);
                }
            }
        }
        for (int slot = 0; slot < width; slot++) {
            if (own[slot] != null) {
                double[] to = sums[from.columns()[slot]];
                for (int other = slot; other < width; other++) {
                    to[from.columns()[other]] += own[slot][other];
                }
            }
        }
    }

    /// Writes its share of S into the upper triangle.
    void write(double[] packed, double n) {
        int next = 0;
        for (int column = 0; column < columns; column++) {
            for (int other = column; other < columns; other++) {
                if (column % parts == part) {
                    packed[next] = sums[column][other] / n;
                }
                next++;
            }
        }
    }
}
