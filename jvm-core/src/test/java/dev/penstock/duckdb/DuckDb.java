package dev.penstock.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.column.Frame;
import dev.penstock.function.Cancellation;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.memory.Allocator;
import dev.penstock.optimize.Cardinality;
import dev.penstock.run.Progress;
import dev.penstock.run.RunContext;
import dev.penstock.spill.SpillSpace;
import dev.penstock.testing.Columns;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/// An engine for tests, and what one run may use: frames and streams by handle.
final class DuckDb implements RunContext {
    static final Path SPILL = Path.of(System.getProperty("java.io.tmpdir"));
    private static final long LIMIT = 1L << 30;

    private final TestMemory memory;
    private final Map<String, Frame> frames = new HashMap<>();
    private final Map<String, BatchStream> streams = new HashMap<>();
    private final Cancellation cancellation = new Cancellation();
    private final Progress progress = new Progress();

    DuckDb(TestMemory memory) {
        this.memory = memory;
    }

    /// The engine that all tests share; it is never closed.
    static DuckDbEngine engine() {
        String library = System.getProperty("penstock.duckdb.library");
        Assumptions.assumeTrue(library != null, "penstock.duckdb.library is not set");
        return Shared.engine(library);
    }

    private static final class Shared {
        private static DuckDbEngine engine;

        static synchronized DuckDbEngine engine(String library) {
            if (engine == null) {
                engine =
                        new DuckDbEngine(
                                Path.of(library),
                                LIMIT,
                                2,
                                SPILL,
                                LIMIT,
                                FunctionRegistry.load(DuckDb.class.getClassLoader()));
            }
            return engine;
        }
    }

    /// A frame of the batch, which it adopts.
    BoundPlan frame(String handle, Batch... batches) {
        Frame frame = memory.keep(new Frame(batches[0].schema(), List.of(batches)));
        frames.put(handle, frame);
        return new BoundPlan.FrameScan(handle, frame.schema());
    }

    BoundPlan frame(String name, Column column) {
        return frame("f" + frames.size(), Columns.batch(name, column));
    }

    BoundPlan stream(String handle, BatchStream stream) {
        streams.put(handle, stream);
        return new BoundPlan.StreamScan(handle, stream.schema());
    }

    Rows rows(BoundPlan plan) {
        BatchStream stream = engine().run(plan, this);
        assertThat(stream.schema()).isEqualTo(plan.schema());
        return Rows.of(stream);
    }

    @Override
    public Allocator allocator() {
        return memory.allocator();
    }

    @Override
    public Cancellation cancellation() {
        return cancellation;
    }

    @Override
    public int threads() {
        return 2;
    }

    @Override
    public int batchRows() {
        return 3000;
    }

    @Override
    public SpillSpace spill() {
        return new SpillSpace(TestMemory.spillFolder(), allocator(), cancellation, Long.MAX_VALUE);
    }

    @Override
    public Frame frame(String handle) {
        return frames.get(handle);
    }

    @Override
    public BatchStream stream(String handle) {
        return streams.remove(handle);
    }

    @Override
    public BatchStream exchange(int id) {
        return streams.remove("exchange " + id);
    }

    @Override
    public Cardinality cardinality() {
        return Cardinality.unknown();
    }

    @Override
    public Progress progress() {
        return progress;
    }
}
