package dev.penstock.duckdb;

import dev.penstock.memory.Native;

/// A function of two numbers over vectors of DuckDB.
interface JvmFunction {
    /// Computes the rows that are valid.
    ///
    /// @param left address of the first arguments
    /// @param right address of the second arguments
    /// @param result address of what is made of them
    /// @param valid address of one bit for each row, or 0 when all are valid
    void compute(long left, long right, long result, long valid, long rows);

    /// Whether `row` is valid.
    static boolean isValid(long valid, long row) {
        return valid == 0 || (Native.getLong(valid + (row >>> 6) * Long.BYTES) >>> row & 1) != 0;
    }
}
