package dev.penstock.perf;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.FixedColumn;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.source.parquet.Condition;
import dev.penstock.source.parquet.ParquetScan;
import dev.penstock.source.parquet.ParquetSink;
import dev.penstock.source.parquet.Piece;
import dev.penstock.source.parquet.ScanColumns;
import dev.penstock.source.parquet.ScanCounts;
import dev.penstock.source.parquet.ScanRequest;
import dev.penstock.type.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// How long does it take for each row to write a column to a Parquet file and to read it, of plain values, of numbers
/// in a dictionary and of texts, compressed and not?
public class ParquetQuestion extends Question {
    private static final int ROWS = 1 << 19;
    private static final int DIFFERENT = 1_000;

    /// What the pages hold.
    public enum Values {
        /// Floats, nearly all different, which no dictionary makes smaller.
        PLAIN,
        /// Integers, few of them different.
        DICTIONARY,
        /// Texts, few of them different.
        TEXT_DICTIONARY,
        /// Texts, all different.
        TEXTS
    }

    @Param Values values;

    @Param({"uncompressed", "snappy", "zstd"})
    String compression;

    private Batch batch;
    private Path file;
    private Plan.Scan scan;
    private Schema schema;

    @Setup
    public void setUp() throws IOException {
        double[] numbers = random.doubles(ROWS).toArray();
        ArrayData column =
                switch (values) {
                    case PLAIN -> doubles(ROWS, row -> numbers[row]);
                    case DICTIONARY -> longs(ROWS, row -> 1_000_003L * (long) (DIFFERENT * numbers[row]));
                    case TEXT_DICTIONARY -> texts(ROWS, 18, row -> "customer " + (int) (DIFFERENT * numbers[row]));
                    case TEXTS -> texts(ROWS, 18, row -> "customer " + (100_000_000 + row));
                };
        batch = batch(column);
        file = Files.createTempFile("question", ".parquet");
        own(() -> Files.delete(file));
        write();
        scan = new Plan.Scan(Plan.Format.PARQUET, List.of(file.toString()), null, Map.of(), new Options(Map.of()));
        schema = ScanColumns.schema(scan);
        boolean small = Files.size(file) < 4L * ROWS;
        boolean dictionary = values == Values.DICTIONARY || values == Values.TEXT_DICTIONARY;
        check(!dictionary || small, "a dictionary that makes nothing smaller");
        check(values != Values.PLAIN || Files.size(file) > 6L * ROWS, "a dictionary of random numbers");
        check(read(column) == ROWS, "the number of rows");
    }

    /// Reads the file; how many rows there were.
    ///
    /// @param expected what they should be; null to look at none
    private long read(ArrayData expected) {
        var request =
                new ScanRequest(
                        scan,
                        schema,
                        null,
                        Condition.UNKNOWN,
                        Long.MAX_VALUE,
                        (column, _) -> column,
                        new ScanCounts(),
                        allocator);
        long rows = 0;
        try (var opened = new ParquetScan(request)) {
            for (Piece piece = opened.claim(); piece != null; piece = opened.claim()) {
                try (Piece claimed = piece;
                        Batch read = opened.read(claimed, null)) {
                    if (expected != null) {
                        checkRows(read.column(0).data(), expected.slice(rows, read.rows()));
                    }
                    rows += read.rows();
                }
            }
        }
        return rows;
    }

    private void checkRows(ArrayData read, ArrayData expected) {
        for (long row = 0; row < expected.length(); row++) {
            boolean same =
                    switch (values) {
                        case PLAIN, DICTIONARY ->
                                FixedColumn.of(read).getLong(row) == FixedColumn.of(expected).getLong(row);
                        case TEXT_DICTIONARY, TEXTS ->
                                BytesColumn.of(read).text(row).equals(BytesColumn.of(expected).text(row));
                    };
            check(same, "row " + row);
        }
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long read() {
        return read(null);
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long write() {
        return ParquetSink.write(
                BatchStream.of(batch.schema(), List.of(batch.share())),
                file.toString(),
                new Options(Map.of("compression", compression)),
                1,
                allocator,
                tasks -> tasks.forEach(Runnable::run));
    }
}
