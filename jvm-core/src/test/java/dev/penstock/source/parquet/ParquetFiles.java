package dev.penstock.source.parquet;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.memory.Allocator;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.testing.Rows;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Files written and read by one thread, as plain values.
final class ParquetFiles {
    private ParquetFiles() {}

    static Plan.Scan scan(Path file, Map<String, ?> options) {
        return new Plan.Scan(Plan.Format.PARQUET, List.of(file.toString()), null, Map.of(), new Options(options));
    }

    /// Writes batches, which stay the caller's.
    static void write(Path file, Schema schema, List<Batch> batches, Map<String, ?> options, Allocator allocator) {
        BatchStream rows = BatchStream.of(schema, batches.stream().map(Batch::share).toList());
        ParquetSink.write(
                rows, file.toString(), new Options(options), 2, allocator, tasks -> tasks.forEach(Runnable::run));
    }

    static Rows read(Path file, Map<String, ?> options, Allocator allocator) {
        Plan.Scan scan = scan(file, options);
        return read(scan, ScanColumns.schema(scan), Condition.UNKNOWN, new ScanCounts(), allocator);
    }

    static Rows read(Plan.Scan scan, Schema schema, Condition condition, ScanCounts counts, Allocator allocator) {
        var request =
                new ScanRequest(scan, schema, null, condition, Long.MAX_VALUE, ParquetFiles::noCast, counts, allocator);
        var rows = new ArrayList<List<Object>>();
        try (var opened = new ParquetScan(request)) {
            for (Piece piece = opened.claim(); piece != null; piece = opened.claim()) {
                try (Piece owned = piece;
                        Batch batch = opened.read(owned, null)) {
                    rows.addAll(Rows.of(batch).rows());
                }
            }
        }
        return new Rows(schema, rows);
    }

    private static Column noCast(Column column, Field field) {
        throw new AssertionError(column.type() + " as " + field);
    }
}
