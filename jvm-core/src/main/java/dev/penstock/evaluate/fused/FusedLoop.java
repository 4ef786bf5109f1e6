package dev.penstock.evaluate.fused;

/// A loop that was made for a shape. Inputs are the address of each column's first value, then the constants; the
/// columns have no nulls. A column of bits has the number of its first bit, counted from address 0.
abstract class FusedLoop {
    /// Writes the numbers of the rows, `rows` of them from 0 on, on which the only result is true to `numbers`, which
    /// has room for one more than there are, and says where they end.
    long select(long[] inputs, long rows, long numbers) {
        throw new AssertionError("made for values");
    }

    /// Computes the results of rows `from` to `from + n` and writes them to the addresses `outputs`, truth values as
    /// bytes.
    void dense(long[] inputs, long[] outputs, long from, long n) {
        throw new AssertionError("made for a selection");
    }

    /// The same for the rows whose numbers lie at `numbers`.
    void picked(long[] inputs, long[] outputs, long numbers, long n) {
        throw new AssertionError("made for a selection");
    }
}
