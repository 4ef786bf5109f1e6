package dev.penstock.did.estimate;

import org.jspecify.annotations.Nullable;

/// Rows of a block in one period that a cell looks at. The arrays may be longer, and are others' to change.
///
/// @param y outcomes, or their changes
/// @param w weights
/// @param x a row of it for each design column
/// @param at the place of each row's unit in the block; null when row and unit are the same
@SuppressWarnings("ArrayRecordComponent") // it is never compared
record Segment(int rows, double[] y, double[] w, double[][] x, int @Nullable [] at) {
    /// Adds `values` of the rows to `z` of their units.
    void addTo(double[] values, double[] z) {
        if (at == null) {
            Lanes.addScaled(1, values, z, rows);
        } else {
            for (int row = 0; row < rows; row++) {
                z[at[row]] += values[row];
            }
        }
    }
}
