package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.duckdb.DuckDbEngine;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Budget;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Function;
import dev.penstock.plan.Options;
import dev.penstock.plan.OrderedFunction;
import dev.penstock.run.PlanRun;
import dev.penstock.testing.Frames;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.TestRun;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Windows come to what DuckDB makes of them, whatever the batches and threads, and rows stay in their order.
@Timeout(240)
class WindowTest {
    private static final CoreEngine ENGINE = new CoreEngine(3);
    private static final int[] BATCH_ROWS = {1, 2, 7, 16_384};
    private static final Schema SCHEMA =
            new Schema(
                    List.of(
                            Field.nullable("k", Types.INT16),
                            Field.nullable("t", Types.UTF8),
                            Field.nullable("o", Types.INT32),
                            Field.nullable("mask", Types.BOOL),
                            Field.nullable("i8", Types.INT8),
                            Field.nullable("u32", Types.UINT32),
                            Field.nullable("i64", Types.INT64),
                            Field.nullable("u64", Types.UINT64),
                            Field.nullable("f32", Types.FLOAT32),
                            Field.nullable("f64", Types.FLOAT64),
                            Field.nullable("s", new DataType.Utf8(DataType.Bytes.VIEWS)),
                            Field.nullable("d", Types.DATE32),
                            Field.nullable("ts", new DataType.Timestamp(TimeUnit.MICROSECOND, null)),
                            Field.nullable("li", DataType.listOf(Types.INT64))));

    @RegisterExtension final TestMemory memory = new TestMemory();

    @TempDir Path spill;

    @AfterAll
    static void stop() {
        ENGINE.close();
    }

    private DuckDbEngine duckdb() {
        Path library = Path.of(System.getProperty("penstock.duckdb.library"));
        FunctionRegistry functions = FunctionRegistry.load(WindowTest.class.getClassLoader());
        return new DuckDbEngine(library, 1L << 28, 2, spill, 1L << 28, functions);
    }

    /// Values whose sums are exact enough, so that the order in which they are added does not matter.
    private static Object gentle(Object value) {
        return switch (value) {
            case Double d when !(Math.abs(d) < 1e4 && Math.abs(d) > 1e-3) -> (Object) 0.25;
            case Long l when Math.abs(l) > 1L << 40 || l == Long.MIN_VALUE -> 5L;
            case BigInteger b when b.bitLength() > 40 -> BigInteger.TWO;
            case null, default -> value;
        };
    }

    private List<List<Object>> table(RandomValues random, int rows) {
        var columns = new ArrayList<List<Object>>();
        for (Field field : SCHEMA.fields()) {
            List<Object> values = random.values(field.type(), rows, 0.2);
            var gentle = new ArrayList<Object>();
            for (Object value : values) {
                gentle.add(
                        switch (field.name()) {
                            case "k" -> value == null ? null : (Object) (long) random.below(5);
                            case "t" -> value == null ? null : random.oneOf(List.of("", "a", "größer als zwölf Bytes"));
                            case "o" -> value == null ? null : (Object) (long) random.below(12);
                            default -> gentle(value);
                        });
            }
            columns.add(gentle);
        }
        var table = new ArrayList<List<Object>>();
        for (int row = 0; row < rows; row++) {
            int index = row;
            var values = new ArrayList<Object>();
            columns.forEach(column -> values.add(column.get(index)));
            table.add(values);
        }
        return table;
    }

    private static final List<Options> OPTIONS =
            List.of(
                    Options.NONE,
                    new Options(Map.of("n", -2L, "reverse", true, "limit", 1L, "window_size", 3L, "min_samples", 1L)),
                    new Options(Map.of("n", 40L, "method", "dense", "window_size", 4L, "center", true, "ddof", 0L)),
                    new Options(
                            Map.of(
                                    "n",
                                    0L,
                                    "method",
                                    "min",
                                    "descending",
                                    true,
                                    "window_size",
                                    50L,
                                    "min_samples",
                                    2L,
                                    "quantile",
                                    0.3,
                                    "interpolation",
                                    "lower",
                                    "ignore_nulls",
                                    true)),
                    new Options(Map.of("n", 3L, "method", "ordinal", "window_size", 1L, "interpolation", "linear")),
                    new Options(Map.of("method", "max", "window_size", 7L, "min_samples", 3L)));

    /// Need another argument; or are an estimate in DuckDB, or an error there where a float of 32 bits overflows.
    private static final Set<Function> DIFFERENT =
            Set.of(
                    Aggregation.MIN_BY,
                    Aggregation.MAX_BY,
                    Aggregation.CORR,
                    Aggregation.COV,
                    Aggregation.APPROX_N_UNIQUE,
                    Aggregation.PRODUCT,
                    OrderedFunction.CUM_PROD);

    private static List<Function> functions() {
        return Stream.<Function>concat(Stream.of(Aggregation.values()), Stream.of(OrderedFunction.values())).toList();
    }

    /// A window of the engine's, of a random function, column, order and filter; null for those that there are not.
    private static Computed window(RandomValues random, String name) {
        Function function = random.oneOf(functions());
        Field field = random.oneOf(SCHEMA.fields());
        Options options = random.oneOf(OPTIONS);
        boolean none = function == Aggregation.LEN || function == OrderedFunction.ROW_INDEX;
        if (DIFFERENT.contains(function)) {
            return null;
        }
        DataType type;
        try {
            List<Expr> arguments = none ? List.of() : List.of(new Expr.Column("x"));
            type = Frames.typeOf(new Expr.Call(function, arguments, options), "x", field.type());
        } catch (RuntimeException e) {
            return null;
        }
        boolean filtered = function instanceof Aggregation && random.below(3) == 0;
        boolean ordered = random.below(2) == 0;
        List<Key> order =
                ordered && !(function instanceof Aggregation)
                        ? List.of(new Key("o", random.below(2) == 0, random.below(2) == 0))
                        : List.of();
        List<String> arguments = none ? List.of() : List.of(field.name());
        var window = new Computed(name, function, arguments, options, filtered ? "mask" : null, order, type);
        return WindowFunctions.refusal(window, SCHEMA) == null ? window : null;
    }

    private static List<Computed> windows(RandomValues random, int count) {
        var windows = new ArrayList<Computed>();
        while (windows.size() < count) {
            Computed window = window(random, "w" + windows.size());
            if (window != null) {
                windows.add(window);
            }
        }
        return windows;
    }

    private Rows rows(BoundPlan plan, Frame frame, int threads, int batchRows) {
        return new TestRun(ENGINE, memory.allocator(), threads, batchRows).rows(plan, Map.of("f", frame));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void bothEnginesAgreeOnRandomWindows(long seed) {
        var random = new RandomValues(seed);
        var scan = new BoundPlan.FrameScan("f", SCHEMA);
        int[] sizes = {0, 1, 5, 64, 300};
        try (var duckdb = duckdb();
                Frame frame =
                        memory.columns()
                                .in(random.style())
                                .frame(SCHEMA, table(random, sizes[(int) seed % sizes.length]), 1 + random.below(90))) {
            for (List<String> by : List.of(List.<String>of(), List.of("k"), List.of("t", "k"), List.of("i64"))) {
                var plan = new BoundPlan.Window(scan, by, windows(random, 14));
                Rows expected = new TestRun(duckdb, memory.allocator(), 2, 16_384).rows(plan, Map.of("f", frame));
                for (int batchRows : BATCH_ROWS) {
                    try {
                        rows(plan, frame, 1 + random.below(3), batchRows).assertClose(expected, 1e-6);
                    } catch (AssertionError e) {
                        throw new AssertionError(plan + "\n" + e.getMessage(), e);
                    }
                }
            }
        }
    }

    static Stream<OrderedFunction> cutFunctions() {
        return Stream.of(
                OrderedFunction.SHIFT,
                OrderedFunction.DIFF,
                OrderedFunction.CUM_SUM,
                OrderedFunction.CUM_MAX,
                OrderedFunction.CUM_COUNT,
                OrderedFunction.FORWARD_FILL,
                OrderedFunction.BACKWARD_FILL,
                OrderedFunction.ROLLING_MEAN,
                OrderedFunction.ROLLING_MAX,
                OrderedFunction.RANK,
                OrderedFunction.IS_FIRST_DISTINCT);
    }

    private static final Schema CUT =
            new Schema(List.of(Field.nullable("k", Types.INT32), Field.nullable("x", Types.INT64)));

    /// More rows than a chunk has, so that threads go on where others end.
    private static List<List<Object>> manyRows() {
        int rows = 2 * (int) ChunkGather.CHUNK_ROWS + 77;
        var random = new RandomValues(5);
        var table = new ArrayList<List<Object>>();
        for (int row = 0; row < rows; row++) {
            boolean known = row % 50_000 < 10 || random.below(3) > 0 && row < 100_000;
            var values = new ArrayList<Object>();
            values.add((long) (row % 3 == 0 ? 1 : row / 90_000));
            values.add(known ? (Object) (long) random.below(1000) : null);
            table.add(values);
        }
        return table;
    }

    private static BoundPlan.Window cut(OrderedFunction function, List<String> by, Options options) {
        DataType type =
                Frames.typeOf(new Expr.Call(function, List.of(new Expr.Column("x")), options), "x", Types.INT64);
        var window = new Computed("w", function, List.of("x"), options, null, List.of(), type);
        return new BoundPlan.Window(new BoundPlan.FrameScan("f", CUT), by, List.of(window));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cutFunctions")
    void chunksGoOnWhereTheLastOneEnded(OrderedFunction function) {
        try (var duckdb = duckdb();
                Frame frame = memory.columns().frame(CUT, manyRows(), 50_000)) {
            for (List<String> by : List.of(List.<String>of(), List.of("k"))) {
                // Only totals can run backwards; each round costs the other engine a second.
                boolean turns = function.symbol().startsWith("cum_");
                for (boolean reverse : turns ? new boolean[] {false, true} : new boolean[] {false}) {
                    var options = new Options(Map.of("reverse", reverse, "window_size", 90L, "min_samples", 2L));
                    BoundPlan.Window plan = cut(function, by, options);
                    Rows expected = new TestRun(duckdb, memory.allocator(), 2, 16_384).rows(plan, Map.of("f", frame));
                    rows(plan, frame, 3, 16_384).assertClose(expected, 1e-9);
                }
            }
        }
    }

    /// The other engine takes twenty seconds for this one.
    @Test
    void runsGoOnWhereTheLastChunkEnded() {
        List<List<Object>> table = manyRows();
        try (Frame frame = memory.columns().frame(CUT, table, 50_000)) {
            for (List<String> by : List.of(List.<String>of(), List.of("k"))) {
                BoundPlan.Window plan = cut(OrderedFunction.RLE_ID, by, Options.NONE);
                var last = new HashMap<Object, Object>();
                var runs = new HashMap<Object, Long>();
                var expected = new ArrayList<List<Object>>();
                for (List<Object> row : table) {
                    Object partition = by.isEmpty() ? "all" : row.getFirst();
                    boolean same = last.containsKey(partition) && Objects.equals(last.get(partition), row.getLast());
                    last.put(partition, row.getLast());
                    long run = same ? runs.get(partition) : runs.merge(partition, 0L, (before, _) -> before + 1);
                    var numbered = new ArrayList<>(row);
                    numbered.add(run);
                    expected.add(numbered);
                }
                rows(plan, frame, 3, 16_384).assertEquals(new Rows(plan.schema(), expected));
            }
        }
    }

    @Test
    void aggregatesOfManyPartitionsAreTheSameOnOneThreadAndThree() {
        int rows = 200_000;
        var schema = new Schema(List.of(Field.nullable("k", Types.INT64), Field.nullable("x", Types.INT64)));
        var table = new ArrayList<List<Object>>();
        for (int row = 0; row < rows; row++) {
            table.add(List.of((Object) (row * 7919L % 60_000), (Object) (long) row));
        }
        var sum = new Computed("s", Aggregation.SUM, List.of("x"), Options.NONE, null, List.of(), Types.INT64);
        var mean = new Computed("m", Aggregation.MEAN, List.of("x"), Options.NONE, null, List.of(), Types.FLOAT64);
        var plan = new BoundPlan.Window(new BoundPlan.FrameScan("f", schema), List.of("k"), List.of(sum, mean));
        try (Frame frame = memory.columns().frame(schema, table, 70_000)) {
            Rows alone = rows(plan, frame, 1, 16_384);
            rows(plan, frame, 3, 16_384).assertEquals(alone);
            long expected =
                    table.stream().filter(row -> row.getFirst().equals(0L)).mapToLong(row -> (long) row.get(1)).sum();
            assertThat(alone.column("s").getFirst()).isEqualTo(expected);
        }
    }

    /// Windows of functions that look at neighbours.
    private static BoundPlan.Window neighbours() {
        var windows = new ArrayList<Computed>();
        for (Computed window : windows(new RandomValues(3), 120)) {
            if (window.function() instanceof OrderedFunction function && !DistinctWindows.handles(function)) {
                windows.add(window);
            }
        }
        return new BoundPlan.Window(new BoundPlan.FrameScan("f", SCHEMA), List.of(), windows);
    }

    @Test
    void aLimitOfMemoryEndsTheQueryAndLeavesNothing() {
        try (Frame frame = memory.columns().frame(SCHEMA, table(new RandomValues(1), 3000), 1000)) {
            for (long limit : new long[] {0, 64 << 10, 300 << 10, 1 << 20}) {
                Budget budget = Budget.root("a query", limit);
                var run = new TestRun(ENGINE, new Allocator(memory.pool(), budget), 2, 16_384);
                try {
                    run.rows(neighbours(), Map.of("f", frame));
                } catch (PenstockException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.MEMORY_LIMIT);
                }
                assertThat(budget.usedBytes()).isZero();
            }
        }
    }

    @Test
    void aQueryThatIsCancelledOrClosedGivesAllBack() {
        try (Frame frame = memory.columns().frame(SCHEMA, table(new RandomValues(1), 3000), 1000)) {
            var run = new TestRun(ENGINE, memory.allocator(), 2, 64);
            try (PlanRun cancelled = run.run(Map.of("f", frame));
                    BatchStream stream = run.start(cancelled, neighbours(), Map.of())) {
                cancelled.cancellation().cancel();
                assertThatThrownBy(stream::next)
                        .isInstanceOfSatisfying(
                                PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
            }
            try (PlanRun closed = run.run(Map.of("f", frame));
                    BatchStream stream = run.start(closed, neighbours(), Map.of());
                    var first = stream.next()) {
                assertThat(first).isNotNull();
            }
        }
    }

    @Test
    void whatTheEngineLacksItRefuses() {
        var weighted = new Options(Map.of("window_size", 2L, "weights", List.of(0.5, 0.5)));
        var window =
                new Computed(
                        "w", OrderedFunction.ROLLING_SUM, List.of("f64"), weighted, null, List.of(), Types.FLOAT64);
        var plan = new BoundPlan.Window(new BoundPlan.FrameScan("f", SCHEMA), List.of(), List.of(window));
        assertThat(ENGINE.refusal(plan)).contains("rolling_sum");
    }
}
