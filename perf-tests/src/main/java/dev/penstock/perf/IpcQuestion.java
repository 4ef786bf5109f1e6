package dev.penstock.perf;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.FixedColumn;
import dev.penstock.source.IpcFile;
import dev.penstock.source.IpcWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// How long does it take for each row of int64 to become a message of Arrow IPC, as rows do that are spilled, and to be
/// read from one, compressed and not, where values repeat and where they do not?
public class IpcQuestion extends Question {
    private static final int ROWS = 1 << 16;

    @Param({"uncompressed", "lz4", "zstd"})
    String compression;

    /// How many bits of the values are random.
    @Param({"8", "64"})
    int bits;

    private Batch batch;
    private Path file;

    @Setup
    public void setUp() throws IOException {
        ArrayData column = longs(ROWS, _ -> random.nextLong() >>> (Long.SIZE - bits));
        batch = batch(column);
        file = Files.createTempFile("question", ".arrow");
        own(() -> Files.delete(file));
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            write(out);
        }
        boolean small = Files.size(file) < 6L * ROWS;
        check(small == (bits < 64 && !compression.equals("uncompressed")), Files.size(file) + " bytes");
        check(read(column) == ROWS, "the number of rows");
    }

    private void write(WritableByteChannel out) throws IOException {
        try (var writer = new IpcWriter(out, batch.schema(), true, compression, allocator)) {
            writer.write(batch);
            writer.finish();
        }
    }

    /// Reads the file; how many rows there were.
    ///
    /// @param expected what they should be; null to look at none
    private long read(ArrayData expected) {
        long rows = 0;
        try (IpcFile opened = IpcFile.open(file);
                BatchStream stream = opened.stream(List.of("a"), allocator)) {
            for (Batch next = stream.next(); next != null; next = stream.next()) {
                try (Batch read = next) {
                    for (long row = 0; expected != null && row < read.rows(); row++) {
                        long value = FixedColumn.of(read.column(0)).getLong(row);
                        check(value == FixedColumn.of(expected).getLong(rows + row), "row " + row);
                    }
                    rows += read.rows();
                }
            }
        }
        return rows;
    }

    /// Opens the file as well. Columns that are not compressed lie in the mapped file, and nobody looks at them here.
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long read() {
        return read(null);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long write() throws IOException {
        var nowhere = new Nowhere();
        write(nowhere);
        return nowhere.bytes;
    }

    /// Takes all bytes and keeps none: the disk is not asked about.
    private static final class Nowhere implements WritableByteChannel {
        private long bytes;

        @Override
        public int write(ByteBuffer source) {
            int count = source.remaining();
            source.position(source.limit());
            bytes += count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
