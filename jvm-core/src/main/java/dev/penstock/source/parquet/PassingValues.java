package dev.penstock.source.parquet;

import dev.penstock.memory.Native;

/// Which values of a dictionary pass a test.
final class PassingValues {
    private final byte[] table;
    private final int count;

    /// @param table 1 for each value that does, else 0
    PassingValues(byte[] table) {
        this.table = table;
        int passing = 0;
        for (byte passes : table) {
            passing += passes;
        }
        count = passing;
    }

    /// Of all values.
    double share() {
        return table.length == 0 ? 0 : (double) count / table.length;
    }

    /// Writes the numbers of rows whose values pass.
    ///
    /// @param indices of the values of rows `first` to `first + rows`
    /// @return how many there are
    long choose(int[] indices, int rows, long first, long to) {
        byte[] passes = table;
        long chosen = 0;
        for (int i = 0; i < rows; i++) {
            Native.putInt(to + (chosen << 2), (int) first + i);
            // Not a branch: it could not be foreseen.
            chosen += passes[indices[i]];
        }
        return chosen;
    }

    /// Writes those of the numbers of rows at `from` whose values pass.
    ///
    /// @param indices of the values of all rows from `first` on
    /// @return how many there are
    long choose(int[] indices, long from, int rows, long first, long to) {
        byte[] passes = table;
        long chosen = 0;
        for (int i = 0; i < rows; i++) {
            int row = Native.getInt(from + ((long) i << 2));
            Native.putInt(to + (chosen << 2), row);
            chosen += passes[indices[(int) (row - first)]];
        }
        return chosen;
    }
}
