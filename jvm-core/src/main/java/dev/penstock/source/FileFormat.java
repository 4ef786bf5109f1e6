package dev.penstock.source;

import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Allocator;
import dev.penstock.plan.Plan;
import dev.penstock.type.Schema;
import java.nio.file.Path;
import java.util.List;

/// A format of files that we read ourselves.
interface FileFormat {
    /// The columns that the files have in common. Reads headers, or as many rows as it takes to find the types.
    Schema schema(List<Path> files);

    /// The rows of a file, some of its columns only.
    ///
    /// @param most how many rows the reader wants at most
    /// @throws PenstockException with code SCHEMA_MISMATCH for a column that the file lacks or holds otherwise
    BatchStream open(Path path, Schema columns, long most, Allocator allocator);

    /// The format of a scan; Parquet is not among ours.
    static FileFormat of(Plan.Scan scan) {
        return switch (scan.format()) {
            case IPC, IPC_STREAM -> new IpcFormat();
            case CSV -> new CsvFormat(scan);
            case NDJSON -> new JsonFormat(scan, true);
            case JSON -> new JsonFormat(scan, false);
            case PARQUET -> throw new AssertionError("Parquet is scanned by its own room");
        };
    }

    /// The error for a file that does not fit to the first one.
    static PenstockException mismatch(Path path, String what, String column) {
        return new PenstockException(ErrorCode.SCHEMA_MISMATCH, path + " " + what)
                .column(column)
                .hint("read the files apart and put them together with concat(how=\"diagonal_relaxed\")");
    }
}
