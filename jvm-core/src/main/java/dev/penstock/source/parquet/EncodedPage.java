package dev.penstock.source.parquet;

import dev.penstock.memory.Block;
import org.jspecify.annotations.Nullable;

/// A page that is ready to be written.
///
/// @param body the compressed bytes, the first `bytes` of the block
/// @param firstRow the number of its first row in the row group; -1 for a dictionary
/// @param bounds of its values; null for none
/// @param plainBytes the page's size before compression, with its header
@SuppressWarnings("ArrayRecordComponent") // never compared
record EncodedPage(
        byte[] header,
        Block body,
        long bytes,
        long firstRow,
        long nulls,
        long entries,
        @Nullable Bounds bounds,
        long plainBytes)
        implements AutoCloseable {
    long size() {
        return header.length + bytes;
    }

    @Override
    public void close() {
        body.close();
    }
}
