package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Cancellation;
import dev.penstock.testing.Columns;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class PipelineRunTest {
    private static final Schema SCHEMA = new Schema(List.of(Field.nullable("n", Types.INT64)));

    @RegisterExtension final TestMemory memory = new TestMemory();

    private final WorkerThreads pool = new WorkerThreads(4);
    private final Cancellation cancellation = new Cancellation();

    @AfterEach
    void stop() {
        pool.close();
    }

    private Frame numbers(int rows, int batchRows) {
        var values = new ArrayList<List<?>>();
        LongStream.range(0, rows).forEach(n -> values.add(List.of(n)));
        return memory.columns().frame(SCHEMA, values, batchRows);
    }

    private BatchStream run(Morsels source, Step step, int threads) {
        return run(new Pipeline(List.of(), source), step, threads);
    }

    private BatchStream run(Pipeline pipeline, Step step, int threads) {
        return run(pipeline, _ -> step, threads);
    }

    private BatchStream run(Pipeline pipeline, IntFunction<Step> steps, int threads) {
        return new PipelineRun(
                SCHEMA,
                pipeline,
                (_, worker) -> steps.apply(worker),
                threads,
                PipelineRun.orderedWindow(threads),
                pool,
                cancellation);
    }

    /// A step that counts the morsels, and fails at one of them if asked to.
    private record Counting(AtomicInteger begun, long failAt) implements Step {
        @Override
        public void apply(Morsel morsel, Consumer<Batch> out) {
            begun.incrementAndGet();
            if (morsel.number() == failAt) {
                throw new PenstockException(ErrorCode.COMPUTE, "morsel " + failAt);
            }
            out.accept(morsel.cut());
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest(name = "{0} rows in batches of {1} and morsels of {2} on {3} threads")
    @CsvSource({"0,1,1,1", "1,1,1,2", "100,7,3,1", "1000,100,7,2", "1000,1000,1,4", "5000,64,64,4", "5000,1,64,3"})
    void deliversTheRowsInOrder(int rows, int batchRows, int morselRows, int threads) {
        Frame frame = memory.keep(numbers(rows, batchRows));
        List<Object> all = LongStream.range(0, rows).<Object>mapToObj(n -> n).toList();

        assertThat(Rows.of(run(new FrameMorsels(frame.share(), morselRows), Step.NOTHING, threads)).column("n"))
                .isEqualTo(all);
        assertThat(Rows.of(run(new StreamMorsels(frame.stream(), morselRows), Step.NOTHING, threads)).column("n"))
                .isEqualTo(all);
    }

    /// What a pipeline reads may be made by all workers: none of them waits for it above.
    @Test
    void nobodyWaitsForTheFirstMorselButTheReader() {
        Frame frame = memory.keep(numbers(100, 10));
        BatchStream rows = frame.stream();
        var free = new CountDownLatch(4);
        BatchStream made =
                new BatchStream() {
                    @Override
                    public Schema schema() {
                        return SCHEMA;
                    }

                    @Override
                    public Batch next() {
                        for (long i = free.getCount(); i > 0; i--) {
                            // Each holds a thread until all threads are there.
                            pool.execute(() -> {
                                free.countDown();
                                await(free);
                            });
                        }
                        await(free);
                        return rows.next();
                    }

                    @Override
                    public void close() {
                        rows.close();
                    }
                };
        BatchStream stream = run(new StreamMorsels(made, 7), Step.NOTHING, 4);
        assertThat(Rows.of(stream).column("n")).hasSize(100);
        assertThat(free.getCount()).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).as("all threads are free").isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Every row a few times, each in a batch of its own.
    private record Repeating(int times) implements Step {
        @Override
        public void apply(Morsel morsel, Consumer<Batch> out) {
            for (long row = 0; row < morsel.rows(); row++) {
                for (int i = 0; i < times; i++) {
                    out.accept(morsel.batch().slice(morsel.from() + row, 1));
                }
            }
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest(name = "{0} and {1} batches on {2} threads")
    @CsvSource({"1,1,1", "2,3,2", "3,2,4", "0,2,2", "2,0,2"})
    void aStepMayMakeSeveralBatchesOrNone(int first, int second, int threads) {
        List<Object> expected =
                LongStream.range(0, 100)
                        .boxed()
                        .flatMap(n -> Stream.<Object>generate(() -> n).limit((long) first * second))
                        .toList();
        BatchStream stream =
                run(
                        new Pipeline(List.of(), new FrameMorsels(numbers(100, 30), 7)),
                        _ -> new Repeating(first).then(new Repeating(second)),
                        threads);
        assertThat(Rows.of(stream).column("n")).isEqualTo(expected);
    }

    /// Every row very often, in batches of its own of which it hands over one at a time.
    private static final class Exploding implements Step {
        private final long times;
        private final AtomicInteger made;
        private Morsel morsel = Morsel.whole(0, new Batch(new Schema(List.of()), 0, List.of()));
        private long done;

        Exploding(long times, AtomicInteger made) {
            this.times = times;
            this.made = made;
        }

        @Override
        public void apply(Morsel next, Consumer<Batch> out) {
            morsel = next;
            done = 0;
        }

        @Override
        public boolean more(Consumer<Batch> out) {
            if (done == morsel.rows() * times) {
                return false;
            }
            out.accept(morsel.batch().slice(morsel.from() + done / times, 1));
            made.incrementAndGet();
            done++;
            return true;
        }

        @Override
        public void close() {}
    }

    private BatchStream exploding(int rows, long times, int threads, AtomicInteger made) {
        return run(
                new Pipeline(List.of(), new FrameMorsels(numbers(rows, 100), 2)),
                _ -> new Exploding(times, made).then(Step.NOTHING).then(new Exploding(2, made)),
                threads);
    }

    @ParameterizedTest(name = "on {0} threads")
    @CsvSource({"1", "2", "4"})
    void stepsThatHandOverALittleAtATimeKeepTheOrder(int threads) {
        List<Object> expected =
                LongStream.range(0, 30).boxed().flatMap(n -> Stream.<Object>generate(() -> n).limit(80)).toList();
        assertThat(Rows.of(exploding(30, 40, threads, new AtomicInteger())).column("n")).isEqualTo(expected);
    }

    @ParameterizedTest(name = "on {0} threads")
    @CsvSource({"1", "2", "4"})
    void aMorselThatNeverEndsStopsWhenEnoughOfItWaits(int threads) throws Exception {
        var made = new AtomicInteger();
        BatchStream stream = exploding(100, 1L << 60, threads, made);
        try (stream) {
            for (int i = 0; i < 1000; i++) {
                try (Batch batch = stream.next()) {
                    assertThat(Rows.of(batch).column("n")).containsExactly(0L);
                }
            }
            int before;
            do {
                before = made.get();
                Thread.sleep(30);
            } while (made.get() != before);
            // Eight bytes a batch.
            assertThat(before).isLessThan((PipelineRun.orderedWindow(threads) + 1) * (1 << 20));
            cancellation.cancel();
            assertThatThrownBy(stream::next).hasMessage("the query was cancelled");
        }
        memory.assertNothingIsHeld();
    }

    @Test
    void whatAStepMadeBeforeItFailedComesFirst() {
        Step failing =
                new Step() {
                    @Override
                    public void apply(Morsel morsel, Consumer<Batch> out) {
                        out.accept(morsel.batch().slice(0, 1));
                        throw new PenstockException(ErrorCode.COMPUTE, "behind the first row");
                    }

                    @Override
                    public void close() {}
                };
        try (BatchStream stream = run(new FrameMorsels(numbers(10, 10), 10), failing, 2)) {
            try (Batch first = stream.next()) {
                assertThat(first.rows()).isEqualTo(1);
            }
            assertThatThrownBy(stream::next).hasMessage("behind the first row");
        }
    }

    @Test
    void stagesArePreparedBeforeTheFirstRowAndClosedBehindTheLast() {
        var events = new ArrayList<String>();
        Stage stage =
                new Stage() {
                    @Override
                    public void prepare() {
                        events.add("prepared");
                    }

                    @Override
                    public Step step() {
                        return Step.NOTHING;
                    }

                    @Override
                    public void close() {
                        events.add("closed");
                    }
                };
        var pipeline = new Pipeline(List.of(stage), new FrameMorsels(numbers(10, 10), 10));
        try (BatchStream stream = run(pipeline, Step.NOTHING, 1)) {
            assertThat(events).isEmpty();
            stream.next().close();
            assertThat(events).containsExactly("prepared");
        }
        assertThat(events).containsExactly("prepared", "closed");
    }

    @Test
    void aStalledReaderStopsTheWorkers() throws Exception {
        var begun = new AtomicInteger();
        try (BatchStream stream = run(new FrameMorsels(numbers(1000, 1000), 1), new Counting(begun, -1), 3);
                Batch first = stream.next()) {
            assertThat(first.rows()).isEqualTo(1);
            int before;
            do {
                before = begun.get();
                Thread.sleep(30);
            } while (begun.get() != before);
            assertThat(before).isLessThanOrEqualTo(1 + PipelineRun.orderedWindow(3));
        }
    }

    @ParameterizedTest(name = "on {0} threads")
    @CsvSource({"1", "2", "4"})
    void aFailureComesBehindTheRowsBeforeIt(int threads) {
        var begun = new AtomicInteger();
        try (BatchStream stream = run(new FrameMorsels(numbers(1000, 100), 10), new Counting(begun, 20), threads)) {
            for (int i = 0; i < 20; i++) {
                stream.next().close();
            }
            assertThatThrownBy(stream::next).hasMessage("morsel 20");
            assertThatThrownBy(stream::next).hasMessage("morsel 20");
            assertThat(begun.get()).isLessThanOrEqualTo(21 + PipelineRun.orderedWindow(threads));
        }
    }

    @Test
    void cancellingWakesTheReaderAndClosingFreesAll() {
        BatchStream stream = run(new FrameMorsels(numbers(1000, 1000), 1), Step.NOTHING, 2);
        stream.next().close();
        cancellation.cancel();
        assertThatThrownBy(stream::next).hasMessage("the query was cancelled");
        stream.close();
        stream.close();
        memory.assertNothingIsHeld();
    }

    @Test
    void closingWakesAReaderThatWaits() throws Exception {
        var inside = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        BatchStream silent =
                new BatchStream() {
                    @Override
                    public Schema schema() {
                        return SCHEMA;
                    }

                    @Override
                    public Batch next() {
                        inside.countDown();
                        try {
                            closed.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        return null;
                    }

                    @Override
                    public void close() {
                        closed.countDown();
                    }
                };
        BatchStream stream = run(new StreamMorsels(silent, 10), Step.NOTHING, 2);
        Thread reader = Thread.ofPlatform().start(() -> assertThat(stream.next()).isNull());
        inside.await();
        stream.close();
        reader.join();
    }

    /// Adds up all numbers, each worker for itself.
    private final class Sum implements Breaker {
        private final long[] sums = new long[8];

        @Override
        public void consume(int worker, long morsel, Batch batch) {
            try (batch) {
                for (Object value : Rows.of(batch).column("n")) {
                    sums[worker] += (Long) value;
                }
            }
        }

        @Override
        public BatchStream finish() {
            Column sum = memory.columns().int64(LongStream.of(sums).sum());
            return BatchStream.of(SCHEMA, List.of(Columns.batch("n", sum)));
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest(name = "on {0} threads")
    @CsvSource({"1", "2", "4"})
    void aBreakerSeesAllRows(int threads) {
        var breaker = new Sum();
        var feeding =
                new PipelineRun(
                        SCHEMA,
                        new Pipeline(List.of(), new FrameMorsels(numbers(10_000, 3000), 10)),
                        (_, worker) -> new FeedingStep(Step.NOTHING, breaker, worker, null),
                        threads,
                        64,
                        pool,
                        cancellation);
        assertThat(Rows.of(new BrokenStream(SCHEMA, feeding, breaker)).column("n")).containsExactly(49_995_000L);
    }
}
