package dev.penstock.source.parquet;

/// The values of a page without its nulls, read from front to back.
sealed interface PageValues permits FixedValues, BitValues, BytesValues, IndexValues {
    /// Passes over `count` values.
    void skip(int count);
}
