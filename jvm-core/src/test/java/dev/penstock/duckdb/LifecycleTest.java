package dev.penstock.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.plan.Plan;
import dev.penstock.testing.Columns;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Queries that end early, badly or by force give everything back. [TestMemory] counts.
@Timeout(60)
class LifecycleTest {
    private static final Schema SCHEMA = new Schema(List.of(Field.nullable("a", Types.INT64)));

    @RegisterExtension final TestMemory memory = new TestMemory();
    private final DuckDb duckdb = new DuckDb(memory);

    private Batch batch(long rows) {
        return Columns.batch("a", memory.columns().of(Types.INT64, LongStream.range(0, rows).boxed().toList()));
    }

    private static BoundPlan all(BoundPlan input) {
        return new BoundPlan.Filter(input, new BoundExpr.Constant(Types.BOOL, true));
    }

    /// A stream that does something at its third batch.
    private BatchStream stream(Runnable atThird, AtomicInteger closed) {
        return new BatchStream() {
            private int batches;

            @Override
            public Schema schema() {
                return SCHEMA;
            }

            @Override
            public @Nullable Batch next() {
                if (++batches == 3) {
                    atThird.run();
                }
                return batches > 5 ? null : batch(5000);
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
    }

    @Test
    void passesOnTheErrorOfAStreamThatFailsInTheMiddle() {
        var closed = new AtomicInteger();
        var error = new PenstockException(ErrorCode.IO, "the producer is gone");
        BoundPlan plan =
                all(
                        duckdb.stream(
                                "s",
                                stream(
                                        () -> {
                                            throw error;
                                        },
                                        closed)));
        assertThatThrownBy(() -> Rows.of(DuckDb.engine().run(plan, duckdb))).isSameAs(error);
        assertThat(closed.get()).isPositive();
    }

    @Test
    void passesOnTheErrorOfAStreamBelowABreaker() {
        var error = new PenstockException(ErrorCode.IO, "the producer is gone");
        BoundPlan stream =
                duckdb.stream(
                        "s",
                        stream(
                                () -> {
                                    throw error;
                                },
                                new AtomicInteger()));
        var plan = new BoundPlan.Sort(stream, List.of(new BoundPlan.Key("a", true, false)), true);
        assertThatThrownBy(() -> Rows.of(DuckDb.engine().run(plan, duckdb))).isSameAs(error);
    }

    @Test
    void tellsADefectFromAFailure() {
        BoundPlan plan =
                all(
                        duckdb.stream(
                                "s",
                                stream(
                                        () -> {
                                            throw new IllegalStateException("oops");
                                        },
                                        new AtomicInteger())));
        assertThatThrownBy(() -> Rows.of(DuckDb.engine().run(plan, duckdb)))
                .isInstanceOfSatisfying(
                        PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
                .hasMessageContaining("oops");
    }

    @Test
    void givesEverythingBackWhenItIsClosedEarly() {
        var closed = new AtomicInteger();
        BoundPlan plan = all(duckdb.stream("s", stream(() -> {}, closed)));
        BatchStream result = DuckDb.engine().run(plan, duckdb);
        result.next().close();
        result.close();
        result.close();
        assertThat(closed.get()).isEqualTo(1);
        assertThat(result.next()).isNull();
    }

    @Test
    void givesEverythingBackWhenItIsNeverRead() {
        var closed = new AtomicInteger();
        DuckDb.engine().run(all(duckdb.stream("s", stream(() -> {}, closed))), duckdb).close();
        assertThat(closed.get()).isEqualTo(1);
    }

    @Test
    void givesTheStreamBackWhenTheQueryDoesNotStart() {
        var closed = new AtomicInteger();
        BoundPlan stream = duckdb.stream("s", stream(() -> {}, closed));
        var plan = new BoundPlan.Sql("SELECT nonsense FROM t", Map.of("t", stream), SCHEMA);
        assertThatThrownBy(() -> DuckDb.engine().run(plan, duckdb))
                .isInstanceOfSatisfying(
                        PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SQL_INTERFACE));
        assertThat(closed.get()).isEqualTo(1);
    }

    private BoundPlan slow() {
        BoundPlan a = duckdb.frame("big", batch(20_000));
        var sql = "SELECT count(*) AS a FROM t AS x, t AS y, t AS z WHERE (x.a * y.a + z.a) % 1000003 = 7";
        return new BoundPlan.Sql(sql, Map.of("t", a), SCHEMA);
    }

    @Test
    void stopsSoonWhenItIsCancelled() throws Exception {
        BatchStream result = DuckDb.engine().run(slow(), duckdb);
        var started = new CountDownLatch(1);
        var pull =
                CompletableFuture.supplyAsync(() -> {
                    started.countDown();
                    try {
                        result.next();
                        return null;
                    } catch (PenstockException e) {
                        return e;
                    }
                });
        started.await();
        assertThat(pull).isNotDone();
        awaitProgress();
        long before = System.nanoTime();
        duckdb.cancellation().cancel();
        PenstockException error = pull.get(10, TimeUnit.SECONDS);
        long waited = System.nanoTime() - before;
        assertThat(error.code()).isEqualTo(ErrorCode.CANCELLED);
        // 200 ms is asked for; a busy machine may be late.
        assertThat(Duration.ofNanos(waited)).isLessThan(Duration.ofSeconds(2));
        result.close();
        duckdb.cancellation().cancel();
    }

    /// Waits until DuckDB says how far it is, or for a second: some queries it says nothing about, and what follows
    /// must hold at any moment.
    private void awaitProgress() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        while (duckdb.progress().share() < 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void closesFromAnotherThreadWhileItIsPulled() throws Exception {
        BatchStream result = DuckDb.engine().run(slow(), duckdb);
        var pull =
                CompletableFuture.runAsync(() -> {
                    try {
                        result.next();
                    } catch (PenstockException _) {
                        // That is what closing does.
                    }
                });
        awaitProgress();
        result.close();
        pull.get(10, TimeUnit.SECONDS);
    }

    @Test
    void doesNotStartWhenItWasCancelledBefore() {
        duckdb.cancellation().cancel();
        assertThatThrownBy(() -> Rows.of(DuckDb.engine().run(all(duckdb.frame("f", batch(3))), duckdb)))
                .isInstanceOfSatisfying(
                        PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    }

    @Test
    void namesTheColumnOfAValueThatDoesNotFit() {
        var column = memory.columns().of(new DataType.Date(true), 1L);
        BoundPlan plan = all(duckdb.frame("d", column));
        assertThatThrownBy(() -> Rows.of(DuckDb.engine().run(plan, duckdb)))
                .isInstanceOfSatisfying(PenstockException.class, e -> assertThat(e.column()).isEqualTo("d"))
                .hasMessageContaining("midnight");
    }

    @Test
    void saysThatMemoryOrSpillSpaceIsUsedUp(@TempDir Path spill) {
        BoundPlan frame = duckdb.frame("big", batch(400_000));
        var sort = new BoundPlan.Sort(frame, List.of(new BoundPlan.Key("a", true, false)), true);
        Path library = Path.of(System.getProperty("penstock.duckdb.library"));
        try (var small =
                new DuckDbEngine(
                        library, 6L << 20, 1, spill, 0, FunctionRegistry.load(DuckDb.class.getClassLoader()))) {
            assertThatThrownBy(() -> Rows.of(small.run(sort, duckdb)))
                    .isInstanceOfSatisfying(
                            PenstockException.class,
                            e -> assertThat(e.code()).isIn(ErrorCode.MEMORY_LIMIT, ErrorCode.SPILL_QUOTA));
        }
        assertThat(spill).isEmptyDirectory();
    }

    @Test
    void runsManyQueriesAtOnce() throws Exception {
        BoundPlan frame = duckdb.frame("f", batch(30_000));
        var sort = new BoundPlan.Sort(frame, List.of(new BoundPlan.Key("a", true, false)), true);
        var runs = new ArrayList<CompletableFuture<Integer>>();
        for (int i = 0; i < 8; i++) {
            runs.add(CompletableFuture.supplyAsync(() -> Rows.of(DuckDb.engine().run(sort, duckdb)).count()));
        }
        for (var run : runs) {
            assertThat(run.get(30, TimeUnit.SECONDS)).isEqualTo(30_000);
        }
    }

    @Test
    void keepsWhatBelongsToCarriedValuesWhileTheStreamGoesOn() {
        var type = new DataType.Interval(DataType.IntervalUnit.MONTH_DAY_NANO);
        var values = new dev.penstock.testing.RandomValues(3).values(type, 9000, 0.1);
        var batches = new ArrayList<Batch>();
        for (int from = 0; from < 9000; from += 1000) {
            batches.add(Columns.batch("i", memory.columns().of(type, values.subList(from, from + 1000))));
        }
        BoundPlan stream = duckdb.stream("s", BatchStream.of(batches.getFirst().schema(), batches));
        var plan = new BoundPlan.Slice(stream, -5000, 4000L);
        assertThat(duckdb.rows(plan).column("i")).isEqualTo(values.subList(4000, 8000));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 700, 1000})
    void runsDeepPlansOrRefusesThem(int depth) {
        BoundPlan plan = duckdb.frame("f", batch(3));
        for (int i = 0; i < depth; i++) {
            plan = i % 2 == 0 ? all(plan) : new BoundPlan.Slice(plan, 0, 100L);
        }
        BoundPlan deep = plan;
        try {
            assertThat(Rows.of(DuckDb.engine().run(deep, duckdb)).count()).isEqualTo(3);
        } catch (PenstockException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.PLAN_TOO_LARGE);
        }
    }

    @Test
    void showsSqlThatPeopleCanRead() {
        var frame = new BoundPlan.FrameScan("f1", SCHEMA);
        var plan = new BoundPlan.Slice(new BoundPlan.Distinct(frame, List.of("a"), Plan.Keep.ANY, false), 0, 3L);
        assertThat(DuckDb.engine().describe(plan))
                .isEqualTo("SELECT \"a\" FROM (SELECT DISTINCT \"a\" FROM \"frame f1\") LIMIT 3");
    }
}
