package dev.penstock.bridge;

import dev.penstock.EngineConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What `session_open` is given.
///
/// @param debug whether error documents carry the Java stack
record SessionConfig(EngineConfig engine, boolean debug) {
    /// Members that are missing get what suits a process that does other things as well: for each of the two memory
    /// limits as much as the Java heap may have, all processors, and the system's folder for temporary files without a
    /// limit.
    static SessionConfig parse(String json) {
        var settings = new JsonSettings(json);
        Long memory = settings.wholeNumber("memory_limit_bytes");
        Long duckdbMemory = settings.wholeNumber("duckdb_memory_limit_bytes");
        Integer threads = settings.smallNumber("threads");
        Integer batchRows = settings.smallNumber("batch_rows");
        String spillFolder = settings.text("spill_dir");
        Long spillLimit = settings.wholeNumber("spill_limit_bytes");
        String library = settings.text("duckdb_library");
        boolean debug = settings.flag("debug");
        settings.finish();
        long heap = Runtime.getRuntime().maxMemory();
        var engine =
                new EngineConfig(
                        or(memory, heap),
                        or(duckdbMemory, heap),
                        or(threads, Runtime.getRuntime().availableProcessors()),
                        or(batchRows, EngineConfig.DEFAULT_BATCH_ROWS),
                        Path.of(or(spillFolder, System.getProperty("java.io.tmpdir"))),
                        or(spillLimit, Long.MAX_VALUE),
                        library == null ? null : Path.of(library));
        return new SessionConfig(engine, debug);
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
