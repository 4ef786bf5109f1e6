package dev.penstock.did.inference;

/// Rows of numbers that sums are made of: what units or clusters contribute to columns.
///
/// @param columns which columns there are, ascending
/// @param count how many rows
/// @param values row by row
/// @param rank of the unit or cluster that has each row
@SuppressWarnings("ArrayRecordComponent") // it is never compared
record Rows(int[] columns, int count, double[] values, Ranks rank) {
    /// Which unit or cluster a row is about.
    interface Ranks {
        int of(int row);
    }

    int width() {
        return columns.length;
    }
}
