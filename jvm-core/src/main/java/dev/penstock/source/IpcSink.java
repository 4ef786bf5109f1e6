package dev.penstock.source;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.memory.Allocator;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// Rows written to an Arrow IPC file or stream as they come.
public final class IpcSink {

    private IpcSink() {}

    /// Writes all of `rows`, which it closes; how many there were.
    ///
    /// @throws dev.penstock.error.PenstockException with code IO; nothing of the new file is left then
    public static long write(
            BatchStream rows, Plan.Format format, String target, Options options, Allocator allocator) {
        Path path = Path.of(target);
        long written = 0;
        try (rows;
                AtomicFile file = AtomicFile.create(path, options.flag("mkdir", false))) {
            try (FileChannel out = file.open();
                    var writer =
                            new IpcWriter(
                                    out,
                                    rows.schema(),
                                    format == Plan.Format.IPC,
                                    options.text("compression", "uncompressed"),
                                    allocator)) {
                long most = Math.max(1, options.integer("record_batch_size", Long.MAX_VALUE));
                for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
                    try (Batch owned = batch) {
                        written += owned.rows();
                        write(owned, most, writer);
                    }
                }
                writer.finish();
            }
            file.commit();
            return written;
        } catch (IOException e) {
            throw FileErrors.of(path, e);
        }
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
