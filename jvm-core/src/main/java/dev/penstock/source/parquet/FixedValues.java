package dev.penstock.source.parquet;

/// Values of one width.
abstract non-sealed class FixedValues implements PageValues {
    /// Writes the next `count` values, one behind the other, to the address `to`.
    abstract void read(long to, int count);

    /// The address of the next `count` values, which are passed over, where they lie in the page as they are; -1 where
    /// they do not.
    long borrow(int count) {
        return -1;
    }
}
