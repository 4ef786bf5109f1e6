package dev.penstock.source.parquet;

import dev.penstock.error.PenstockException;
import dev.penstock.plan.Options;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a file is written.
///
/// @param level how hard the codec tries; null for its own default
/// @param groupRows how many rows a row group has
/// @param pageBytes about how many bytes a page has before it is compressed
/// @param checksums whether pages have one
/// @param blooms the columns that get a Bloom filter
/// @param encodings an encoding for columns that should not have the one that we would choose; for tests
/// @param metadata further pairs of key and text
/// @param encryption the id of the key under which all of the file is encrypted; null for none
record WriteOptions(
        Codec codec,
        @Nullable Integer level,
        long groupRows,
        long pageBytes,
        boolean statistics,
        boolean checksums,
        Set<String> blooms,
        Map<String, String> encodings,
        Map<String, String> metadata,
        @Nullable String encryption) {
    /// As many rows as DuckDB's row groups have and Polars' about: 8-byte values of a row group are just below 1 MiB.
    private static final long GROUP_ROWS = 122_880;

    private static final long PAGE_BYTES = 1 << 20;

    /// @throws PenstockException with code CONFIG for a value that makes no sense
    static WriteOptions of(Options options) {
        Codec codec = Codec.named(options.text("compression", "zstd"));
        Long level = options.integer("compression_level");
        if (level != null) {
            codec.checkLevel(level);
        }
        return new WriteOptions(
                codec,
                level == null ? null : Math.toIntExact(level),
                Math.max(1, options.integer("row_group_size", GROUP_ROWS)),
                Math.clamp(options.integer("data_page_size", PAGE_BYTES), 1, 1 << 30),
                options.flag("statistics", true),
                options.flag("checksums", true),
                Set.copyOf(options.texts("bloom_filters")),
                texts(options.raw("encodings")),
                texts(options.raw("metadata")),
                options.text("encryption"));
    }

    private static Map<String, String> texts(@Nullable Object given) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (given instanceof Map<?, ?> pairs) {
            pairs.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
        }
        return texts;
    }

    /// Why another engine must write the file; null when we can.
    static @Nullable String refusal(Options options) {
        if (!options.texts("partition_by").isEmpty()) {
            return "writes no folders of Parquet files yet";
        }
        return List.of("brotli").contains(options.text("compression", "zstd").toLowerCase(java.util.Locale.ROOT))
                ? "does not compress with Brotli"
                : null;
    }
}
