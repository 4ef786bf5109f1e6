package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.plan.Plan;
import dev.penstock.run.RunContext;
import dev.penstock.source.AtomicFile;
import dev.penstock.source.FileSink;
import dev.penstock.source.SinkStream;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.nio.file.Path;
import java.util.List;

/// Rows written to files: Parquet by DuckDB, without leaving it, the other formats by our own writers.
final class Sinks {
    private static final Schema COUNT = new Schema(List.of(Field.nullable("Count", Types.INT64)));

    private Sinks() {}

    /// Writes what `input` runs, and answers with the one row of [BoundPlan.Sink].
    ///
    /// @param engine runs plans over exchanges and scans
    static BatchStream run(BoundPlan.Sink sink, DuckDbEngine engine, RunContext context) {
        if (sink.format() != Plan.Format.PARQUET) {
            BatchStream rows = engine.run(sink.input(), context);
            return new SinkStream(
                    sink.schema(),
                    sink.path(),
                    context.allocator(),
                    rows,
                    () -> FileSink.write(rows, sink.format(), sink.path(), sink.options(), context.allocator()));
        }
        var copy = new ParquetCopy(sink);
        boolean makeFolders = sink.options().flag("mkdir", false);
        Path target = Path.of(sink.path());
        AtomicFile file =
                sink.options().texts("partition_by").isEmpty()
                        ? AtomicFile.create(target, makeFolders)
                        : AtomicFile.createFolder(target, makeFolders);
        BatchStream answer = engine.answer(plans -> copy.sql(file.temporary(), plans), sink, COUNT, context);
        return new SinkStream(sink.schema(), sink.path(), context.allocator(), answer, () -> write(answer, file));
    }

    /// What DuckDB runs for a sink: of other formats than Parquet, the rows that our writers take.
    static String describe(BoundPlan.Sink sink, PlanSql plans) {
        return sink.format() == Plan.Format.PARQUET
                ? new ParquetCopy(sink).sql(Path.of(sink.path()), plans)
                : plans.of(sink.input());
    }

    private static long write(BatchStream answer, AtomicFile file) {
        try (file;
                answer) {
            Batch batch = answer.next();
            if (batch == null) {
                throw new PenstockException(ErrorCode.INTERNAL, "DuckDB wrote a file and did not say how long it is");
            }
            try (batch) {
                long rows = Native.getLong(batch.column(0).data().buffer(1).address());
                file.commit();
                return rows;
            }
        }
    }
}
