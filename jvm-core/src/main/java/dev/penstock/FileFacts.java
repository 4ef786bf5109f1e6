package dev.penstock;

import dev.penstock.error.PenstockException;
import dev.penstock.source.parquet.ParquetFacts;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What the footers of Parquet files say, remembered as long as the files look the same. For estimates alone: a file
/// that changed without a trace makes a guess worse, and no answer wrong. Thread-safe.
final class FileFacts {
    private static final int MOST_FILES = 1_000;

    private final Recent<FileLook, ParquetFacts> known = new Recent<>(MOST_FILES);

    /// What a file says of itself; null when it cannot be read, which the scan says better.
    @Nullable ParquetFacts of(Path file) {
        try {
            var look = FileLook.of(file);
            ParquetFacts facts = known.get(look);
            if (facts == null) {
                facts = ParquetFacts.of(file);
                known.put(look, facts);
            }
            return facts;
        } catch (IOException | PenstockException _) {
            return null;
        }
    }
}
