package dev.penstock.source;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.memory.Allocator;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// Rows written to files of our own writers as they come: Arrow IPC, CSV, JSON.
public final class FileSink {

    private FileSink() {}

    /// Writes all of `rows`, which it closes; how many there were.
    ///
    /// @throws dev.penstock.error.PenstockException with code IO; nothing of the new file is left then
    public static long write(
            BatchStream rows, Plan.Format format, String target, Options options, Allocator allocator) {
        Path path = Path.of(target);
        try (rows;
                AtomicFile file = AtomicFile.create(path, options.flag("mkdir", false))) {
            long written =
                    switch (format) {
                        case CSV -> TextSink.write(rows, new CsvWriter(options), file, options, allocator);
                        case NDJSON -> TextSink.write(rows, new JsonWriter(true), file, options, allocator);
                        case JSON -> TextSink.write(rows, new JsonWriter(false), file, options, allocator);
                        case IPC -> ipc(rows, true, file, options, allocator);
                        case IPC_STREAM -> ipc(rows, false, file, options, allocator);
                        case PARQUET -> throw new AssertionError("Parquet is written by its own room");
                    };
            file.commit();
            return written;
        } catch (IOException e) {
            throw FileErrors.of(path, e);
        }
    }

    private static long ipc(BatchStream rows, boolean isFile, AtomicFile file, Options options, Allocator allocator)
            throws IOException {
        long written = 0;
        String compression = options.text("compression", "uncompressed");
        try (FileChannel out = file.open();
                var writer = new IpcWriter(out, rows.schema(), isFile, compression, allocator)) {
            long most = Math.max(1, options.integer("record_batch_size", Long.MAX_VALUE));
            for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
                try (Batch owned = batch) {
                    written += owned.rows();
                    write(owned, most, writer);
                }
            }
            writer.finish();
        }
        return written;
    }

    private static void write(Batch batch, long most, IpcWriter writer) throws IOException {
        if (batch.rows() <= most) {
            if (batch.rows() > 0) {
                writer.write(batch);
            }
            return;
        }
        for (long from = 0; from < batch.rows(); from += most) {
            try (Batch slice = batch.slice(from, Math.min(most, batch.rows() - from))) {
                writer.write(slice);
            }
        }
    }
}
