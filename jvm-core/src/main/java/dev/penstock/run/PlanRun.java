package dev.penstock.run;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Cancellation;
import dev.penstock.memory.Allocator;
import dev.penstock.optimize.Cardinality;
import dev.penstock.optimize.Tables;
import dev.penstock.spill.SpillFolder;
import dev.penstock.spill.SpillSpace;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One run of a fragmented plan: opens fragments as their readers ask for them.
///
/// The run holds the frames and streams that the plan names; closing it gives them back and stops what still works.
public final class PlanRun implements RunContext, AutoCloseable {
    /// What a run may use.
    ///
    /// @param mostHeldRows see [SpillSpace]
    /// @param profiled see [RunContext#profiled]
    public record Settings(
            Allocator allocator,
            int threads,
            int batchRows,
            SpillFolder spillFolder,
            long mostHeldRows,
            boolean profiled) {
        public Settings(Allocator allocator, int threads, int batchRows, SpillFolder spillFolder, long mostHeldRows) {
            this(allocator, threads, batchRows, spillFolder, mostHeldRows, false);
        }
    }

    private final Settings settings;
    private final Map<String, Frame> frames;
    private final Tables tables;
    private final Map<String, BatchStream> streams = new ConcurrentHashMap<>();
    private final Map<Integer, Fragment> fragments = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> readers = new HashMap<>();
    private final Map<Integer, SharedRows> shared = new HashMap<>();
    private final List<BatchStream> opened = new ArrayList<>();
    private final Cancellation cancellation = new Cancellation();
    private final Progress progress = new Progress();
    private final RunStatistics statistics = new RunStatistics();
    private final SpillSpace spill;

    /// Adopts the frames, of which alone it knows how many rows they have.
    public PlanRun(Settings settings, Map<String, Frame> frames) {
        this(settings, frames, leaf -> rows(leaf, frames));
    }

    private static OptionalLong rows(BoundPlan leaf, Map<String, Frame> frames) {
        Frame frame = leaf instanceof BoundPlan.FrameScan(String handle, _) ? frames.get(handle) : null;
        return frame == null ? OptionalLong.empty() : OptionalLong.of(frame.rows());
    }

    /// Adopts the frames.
    ///
    /// @param tables what is known of what the plan reads
    public PlanRun(Settings settings, Map<String, Frame> frames, Tables tables) {
        this.settings = settings;
        this.frames = Map.copyOf(frames);
        this.tables = tables;
        spill =
                new SpillSpace(
                        settings.spillFolder,
                        settings.allocator,
                        cancellation,
                        settings.mostHeldRows,
                        WorkClock::spilled);
    }

    /// Starts the plan, and adopts the streams that it reads.
    public BatchStream start(Fragment root, Map<String, BatchStream> sources) {
        streams.putAll(sources);
        register(root);
        return open(root);
    }

    private void register(Fragment fragment) {
        if (fragments.putIfAbsent(fragment.id(), fragment) == null) {
            countReaders(fragment.plan());
            fragment.inputs().forEach(this::register);
        }
    }

    private void countReaders(BoundPlan plan) {
        if (plan instanceof BoundPlan.Exchange exchange) {
            readers.merge(exchange.id(), 1, Integer::sum);
        }
        plan.inputs().forEach(this::countReaders);
    }

    private BatchStream open(Fragment fragment) {
        cancellation.check();
        PlanEngine engine = fragment.engine();
        BatchStream stream =
                engine != null ? engine.run(fragment.plan(), this) : call((BoundPlan.TableCall) fragment.plan());
        BatchStream watched = new Watched(stream, cancellation, statistics.of(fragment.id()));
        synchronized (opened) {
            opened.add(watched);
        }
        return watched;
    }

    private BatchStream call(BoundPlan.TableCall call) {
        var inputs = new ArrayList<BatchStream>();
        for (BoundPlan input : call.inputs()) {
            inputs.add(exchange(((BoundPlan.Exchange) input).id()));
        }
        try {
            return call.function().apply(inputs, functions());
        } catch (PenstockException e) {
            throw e.at(call.function().function().name());
        }
    }

    public RunStatistics statistics() {
        return statistics;
    }

    /// How many bytes the run has put onto the disk; DuckDB's files do not count.
    public long spilledBytes() {
        return spill.writtenBytes();
    }

    @Override
    public Allocator allocator() {
        return settings.allocator;
    }

    @Override
    public Cancellation cancellation() {
        return cancellation;
    }

    @Override
    public int threads() {
        return settings.threads;
    }

    @Override
    public int batchRows() {
        return settings.batchRows;
    }

    @Override
    public SpillSpace spill() {
        return spill;
    }

    @Override
    public Frame frame(String handle) {
        Frame frame = frames.get(handle);
        if (frame == null) {
            throw new PenstockException(ErrorCode.HANDLE_EXPIRED, "the frame " + handle + " is not part of this query");
        }
        return frame;
    }

    @Override
    public BatchStream stream(String handle) {
        BatchStream stream = streams.remove(handle);
        if (stream == null) {
            throw new PenstockException(ErrorCode.HANDLE_EXPIRED, "the stream " + handle + " was already read")
                    .hint("a stream can be read once; import it into a frame first");
        }
        return stream;
    }

    @Override
    public BatchStream exchange(int id) {
        Fragment fragment = fragments.get(id);
        if (fragment == null) {
            throw new PenstockException(ErrorCode.INTERNAL, "there is no fragment " + id);
        }
        return fragment.shared() ? shared(fragment).reader() : open(fragment);
    }

    private SharedRows shared(Fragment fragment) {
        synchronized (shared) {
            return shared.computeIfAbsent(
                    fragment.id(),
                    id -> new SharedRows(fragment.plan().schema(), () -> open(fragment), readers.getOrDefault(id, 1)));
        }
    }

    @Override
    public Cardinality cardinality() {
        return new Cardinality(new FragmentTables(tables, fragments));
    }

    @Override
    public NodeCounter counter(BoundPlan node) {
        return statistics.of(node);
    }

    @Override
    public void addScan(Supplier<ScanReport> scan) {
        statistics.addScan(scan);
    }

    @Override
    public boolean profiled() {
        return settings.profiled;
    }

    @Override
    public void addForeign(BoundPlan plan, ForeignReport report) {
        statistics.add(plan, report);
    }

    @Override
    public Progress progress() {
        return progress;
    }

    /// Stops everything that still works and gives back what the run holds.
    @Override
    public void close() {
        cancellation.cancel();
        synchronized (opened) {
            opened.reversed().forEach(BatchStream::close);
            opened.clear();
        }
        synchronized (shared) {
            shared.values().forEach(SharedRows::close);
            shared.clear();
        }
        streams.values().forEach(BatchStream::close);
        streams.clear();
        spill.close();
        frames.values().forEach(Frame::close);
    }

    /// A stream whose rows and waiting time are counted, and that ends when the query is cancelled.
    private record Watched(BatchStream stream, Cancellation cancellation, RunStatistics.Counter counter)
            implements BatchStream {
        @Override
        public Schema schema() {
            return stream.schema();
        }

        @Override
        public @Nullable Batch next() {
            cancellation.check();
            long before = System.nanoTime();
            Batch batch = stream.next();
            counter.add(batch == null ? 0 : batch.rows(), System.nanoTime() - before);
            return batch;
        }

        @Override
        public void close() {
            stream.close();
        }
    }
}
