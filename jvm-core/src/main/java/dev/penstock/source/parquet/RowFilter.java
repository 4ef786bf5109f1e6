package dev.penstock.source.parquet;

import dev.penstock.column.Batch;
import org.jspecify.annotations.Nullable;

/// Decides which rows of a scan stay. Each worker has one of its own.
public interface RowFilter extends AutoCloseable {
    /// The rows that stay, under [ParquetScan#keptSchema()]; null for none. The batch, under
    /// [ParquetScan#filteredSchema()], stays the caller's, as does the result.
    @Nullable Batch keep(Batch batch);

    @Override
    void close();
}
