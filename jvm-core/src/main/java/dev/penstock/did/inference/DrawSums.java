package dev.penstock.did.inference;

import java.util.Arrays;

/// Sums up some of the draws, block after block.
final class DrawSums {
    /// Draws that are made together, so that eight rows of multipliers stay in the nearest cache.
    static final int MOST = 256;

    private final Multipliers multipliers;
    private final int first;
    private final int draws;
    private final double[][] sums;
    private final double[][] block;
    private final double[][] rows;
    private final double[] factors = new double[Products.ROWS];

    /// @param first the first draw
    /// @param draws how many, at most [#MOST]
    DrawSums(Multipliers multipliers, int columns, int first, int draws) {
        this.multipliers = multipliers;
        this.first = first;
        this.draws = draws;
        this.sums = new double[columns][draws];
        this.block = new double[columns][draws];
        this.rows = new double[Products.ROWS][draws];
    }

    void add(Rows from) {
        int width = from.width();
        for (int slot = 0; slot < width; slot++) {
            Arrays.fill(block[slot], 0);
        }
        for (int row = 0; row < from.count(); row += Products.ROWS) {
            int count = Math.min(Products.ROWS, from.count() - row);
            for (int i = 0; i < count; i++) {
                multipliers.fill(from.rank().of(row + i), first, draws, rows[i]);
            }
            for (int slot = 0; slot < width; slot++) {
                for (int i = 0; i < Products.ROWS; i++) {
                    factors[i] = i < count ? from.values()[(row + i) * width + slot] : 0;
                }
                Products.add(block[slot], 0, draws, factors, rows);
            }
        }
        for (int slot = 0; slot < width; slot++) {
            double[] to = sums[from.columns()[slot]];
            for (int i = 0; i < draws; i++) {
                to[i] += block[slot][i];
            }
        }
    }

    /// Writes its draws to those of all columns.
    void write(double[][] to, double rootN) {
        for (int column = 0; column < sums.length; column++) {
            for (int i = 0; i < draws; i++) {
                to[column][first + i] = sums[column][i] / rootN;
            }
        }
    }
}
