package dev.penstock.source.parquet;

import java.util.List;
import java.util.Set;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/// A column chunk that is ready to be written.
///
/// @param dictionary null for none
/// @param bounds of all values; null for none
/// @param nulls entries without a value
record EncodedChunk(
        WriteLeaf leaf,
        @Nullable EncodedPage dictionary,
        List<EncodedPage> pages,
        Set<Encoding> encodings,
        @Nullable Bounds bounds,
        long entries,
        long nulls,
        @Nullable BloomFilter bloom)
        implements AutoCloseable {
    long bytes() {
        return (dictionary == null ? 0 : dictionary.size()) + pages.stream().mapToLong(EncodedPage::size).sum();
    }

    long plainBytes() {
        return (dictionary == null ? 0 : dictionary.plainBytes())
                + pages.stream().mapToLong(EncodedPage::plainBytes).sum();
    }

    @Override
    public void close() {
        if (dictionary != null) {
            dictionary.close();
        }
        pages.forEach(EncodedPage::close);
    }
}
