package dev.penstock.duckdb;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Column;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Relayout;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.run.ForeignReport;
import dev.penstock.run.NodeCounter;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to a query, as batches of the plan's schema.
final class ResultStream implements BatchStream {
    private final Capi capi;
    private final Schema schema;
    private final Run run;
    private final Connection connection;
    private final Statement statement;
    private final Arena arena = Arena.ofShared();
    private final long result = arena.allocate(Capi.RESULT_BYTES, 8).address();
    private final Object pulling = new Object();
    private boolean started;
    private boolean profiled;
    private long began;
    private boolean over;
    private boolean closed;

    /// Adopts the run, the connection and the statement.
    ResultStream(Capi capi, Schema schema, Run run, Connection connection, Statement statement) {
        this.capi = capi;
        this.schema = schema;
        this.run = run;
        this.connection = connection;
        this.statement = statement;
        run.context().cancellation().onCancel(connection::interrupt);
        run.context().progress().shareFrom(connection::progress);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public @Nullable Batch next() {
        synchronized (pulling) {
            if (over || closed) {
                return null;
            }
            try {
                run.context().cancellation().check();
                Batch batch = pull();
                if (run.context().profiled()) {
                    count(batch);
                }
                return batch;
            } catch (PenstockException e) {
                over = true;
                throw run.failed(e);
            } catch (Throwable e) {
                over = true;
                throw e;
            }
        }
    }

    private @Nullable Batch pull() {
        if (!started) {
            started = true;
            began = System.nanoTime();
            statement.start(result);
        }
        var chunks = new ArrayList<Long>();
        try {
            long rows = 0;
            while (rows < run.context().batchRows()) {
                long chunk = capi.fetchChunk(result);
                if (chunk == 0) {
                    String error = Capi.text(capi.call(Symbol.RESULT_ERROR, result));
                    if (!error.isEmpty()) {
                        throw Errors.of(error);
                    }
                    over = true;
                    break;
                }
                chunks.add(chunk);
                long size = capi.call(Symbol.DATA_CHUNK_GET_SIZE, chunk);
                if (size == 0) {
                    over = true;
                    break;
                }
                rows += size;
            }
            return rows == 0 ? null : batch(chunks, rows);
        } finally {
            chunks.forEach(this::destroy);
        }
    }

    private void count(@Nullable Batch batch) {
        NodeCounter counter = run.context().counter(run.plan());
        counter.expectRows();
        if (batch != null) {
            counter.add(batch.rows(), batch.bytes());
        }
    }

    /// Tells the run what DuckDB measured, once the query is over.
    private void profile() {
        if (started && !profiled && run.context().profiled()) {
            profiled = true;
            ForeignReport report = Profile.of(connection, capi);
            if (report != null) {
                run.context().counter(run.plan()).add(report, began, System.nanoTime());
                run.context().addForeign(run.plan(), report);
                ProfiledScans.tell(report.operators(), run.plan(), run.context());
            }
        }
    }

    private void destroy(long chunk) {
        try (Arena local = Arena.ofConfined()) {
            long pointer = local.allocate(8, 8).address();
            Native.putLong(pointer, chunk);
            capi.run(Symbol.DESTROY_DATA_CHUNK, pointer);
        }
    }

    private Batch batch(List<Long> chunks, long rows) {
        var columns = new ArrayList<Column>();
        try {
            for (int i = 0; i < schema.size(); i++) {
                int index = i;
                List<VectorReader.Piece> pieces =
                        chunks.stream()
                                .map(chunk ->
                                        new VectorReader.Piece(
                                                capi.call(Symbol.DATA_CHUNK_GET_VECTOR, chunk, index),
                                                0,
                                                capi.call(Symbol.DATA_CHUNK_GET_SIZE, chunk)))
                                .toList();
                columns.add(column(schema.field(i), pieces));
            }
            return new Batch(schema, rows, columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    private Column column(Field field, List<VectorReader.Piece> pieces) {
        Allocator allocator = run.context().allocator();
        DataType type = field.type();
        try {
            if (SqlTypes.isCarried(type)) {
                try (Column numbers = read(Types.INT64, pieces, allocator)) {
                    ArrayData data = numbers.data();
                    Bitmap valid = data.validity();
                    return run.carried().values(type, data.buffer(1).address(), valid, allocator);
                }
            }
            try (Column plain = read(type.logical(), pieces, allocator)) {
                return Relayout.column(plain, type, allocator);
            }
        } catch (PenstockException e) {
            throw e.column(field.name());
        }
    }

    private Column read(DataType type, List<VectorReader.Piece> pieces, Allocator allocator) {
        try (var assembly = new Assembly(allocator)) {
            return assembly.finish(new VectorReader(capi, assembly).read(type, pieces));
        }
    }

    @Override
    public void close() {
        connection.interrupt();
        synchronized (pulling) {
            if (closed) {
                return;
            }
            closed = true;
            if (started) {
                statement.destroy(result);
            }
            profile();
            statement.close();
            connection.close();
            run.close();
            arena.close();
        }
    }
}
