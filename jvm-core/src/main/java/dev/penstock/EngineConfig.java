package dev.penstock;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How an engine is set up. A cheap value.
///
/// @param memoryLimitBytes for columns of ours, over all queries and frames
/// @param duckdbMemoryLimitBytes for DuckDB's own memory
/// @param threads how many threads compute
/// @param batchRows about how many rows a batch has
/// @param spillFolder where work that does not fit into memory goes; a folder of the process is made inside
/// @param spillLimitBytes how much may lie there
/// @param duckdbLibrary DuckDB's native library; null when this engine must do without
public record EngineConfig(
        long memoryLimitBytes,
        long duckdbMemoryLimitBytes,
        int threads,
        int batchRows,
        Path spillFolder,
        long spillLimitBytes,
        @Nullable Path duckdbLibrary) {
    /// Rows in a batch unless somebody says otherwise: 16,384 values of 8 bytes stay in a core's cache.
    public static final int DEFAULT_BATCH_ROWS = 16_384;

    public EngineConfig {
        require(memoryLimitBytes > 0, "memory_limit", memoryLimitBytes);
        require(duckdbMemoryLimitBytes > 0, "duckdb_memory_limit", duckdbMemoryLimitBytes);
        require(threads > 0, "threads", threads);
        require(batchRows > 0, "batch_rows", batchRows);
        require(spillLimitBytes >= 0, "spill_limit", spillLimitBytes);
    }

    private static void require(boolean holds, String name, long value) {
        if (!holds) {
            throw new PenstockException(ErrorCode.CONFIG, name + " must be positive, not " + value);
        }
    }
}
