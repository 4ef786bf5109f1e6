package dev.penstock.operator;

import static dev.penstock.testing.Exprs.as;
import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static dev.penstock.testing.Exprs.lit;
import static dev.penstock.testing.Exprs.options;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Allocator;
import dev.penstock.plan.Expr;
import dev.penstock.plan.IndexWindows;
import dev.penstock.plan.IndexWindows.Closed;
import dev.penstock.plan.Plan;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Aggregates that windows slide over are those that are found by looking at each row of each window, which happens as
/// soon as there is another aggregate beside them.
class SlidingAggregatesTest {
    private static final CoreEngine ENGINE = new CoreEngine(3);
    private static final int[] BATCH_ROWS = {1, 7, 16_384};

    @RegisterExtension final TestMemory memory = new TestMemory();

    @AfterAll
    static void stop() {
        ENGINE.close();
    }

    private static final List<DataType> TYPES =
            List.of(
                    Types.INT64,
                    new DataType.Int(8, true),
                    new DataType.Int(64, false),
                    new DataType.Int(32, false),
                    Types.FLOAT64,
                    new DataType.FloatingPoint(32),
                    Types.BOOL,
                    new DataType.Date(false),
                    new DataType.Timestamp(TimeUnit.MILLISECOND, "UTC"),
                    new DataType.Duration(TimeUnit.MICROSECOND));

    private static Schema schema(DataType type) {
        return new Schema(
                List.of(
                        Field.nullable("k", Types.UTF8),
                        Field.nullable("i", Types.INT64),
                        Field.nullable("v", type),
                        Field.nullable("c", Types.BOOL)));
    }

    private static List<List<Object>> table(RandomValues random, DataType type, int rows) {
        long[] index = new long[rows];
        Arrays.setAll(index, _ -> random.below(2 * rows + 1) - (long) rows / 2);
        Arrays.sort(index);
        int nulls = random.oneOf(List.of(0, 3, 10));
        var values = new ArrayList<Object>();
        for (int i = 0; i < rows; i++) {
            values.add(random.below(10) < nulls ? null : value(random, type));
        }
        var table = new ArrayList<List<Object>>();
        for (int i = 0; i < rows; i++) {
            table.add(
                    Arrays.asList(
                            random.oneOf(Arrays.asList("b", "a", null)),
                            index[i],
                            values.get(i),
                            random.oneOf(Arrays.asList(true, false, null))));
        }
        return table;
    }

    /// A value, which may be NaN or infinite, but not so large that it matters in which order values are added.
    private static Object value(RandomValues random, DataType type) {
        while (true) {
            Object value = random.value(type);
            boolean large = value instanceof Number number && Math.abs(number.doubleValue()) > 1e12;
            if (!large || (value instanceof Double real && Double.isInfinite(real))) {
                return value;
            }
        }
    }

    private static IndexWindows windows(RandomValues random) {
        Closed closed = random.oneOf(List.of(Closed.values()));
        if (random.below(2) == 0) {
            String offset = random.below(2) == 0 ? null : (random.below(12) - 8) + "i";
            return new IndexWindows.Rolling((1 + random.below(30)) + "i", offset, closed);
        }
        return new IndexWindows.Dynamic(
                (1 + random.below(9)) + "i",
                random.below(2) == 0 ? null : (1 + random.below(40)) + "i",
                null,
                closed,
                random.oneOf(List.of(IndexWindows.Label.values())),
                IndexWindows.StartBy.WINDOW,
                random.below(2) == 0);
    }

    private static List<Expr> aggregates(DataType type) {
        var all = new ArrayList<Expr>();
        all.add(as(new Expr.RowCount(), "rows"));
        for (String function : List.of("count", "null_count", "has_nulls", "min", "max", "first", "last", "mean")) {
            all.add(as(call(function, col("v")), function));
        }
        if (!(type instanceof DataType.Date || type instanceof DataType.Timestamp)) {
            all.add(as(call("sum", col("v")), "sum"));
        }
        if (type.isInteger() || type.isFloat()) {
            all.add(as(call("std", options("ddof", 1L), col("v")), "std"));
            all.add(as(call("var", options("ddof", 0L), col("v")), "var"));
            all.add(as(call("sum", call("mul", col("v"), lit(2L))), "twice"));
        }
        all.add(as(call("max", new Expr.Filtered(col("v"), col("c"))), "chosen"));
        all.add(as(call("count", new Expr.Filtered(col("v"), col("c"))), "known"));
        all.add(as(call("len", new Expr.Filtered(col("v"), col("c"))), "counted"));
        return all;
    }

    private static Plan plan(IndexWindows windows, boolean grouped, List<Expr> aggregations) {
        List<Expr> keys = grouped ? List.of(col("k")) : List.of();
        return new Plan.WindowAggregate(new Plan.InMemory("f"), col("i"), windows, keys, aggregations, null);
    }

    private static boolean slides(Plan plan, Schema schema) {
        BoundPlan bound = new Frames().with("f", schema).bind(plan);
        while (!(bound instanceof BoundPlan.Aggregate)) {
            bound = bound.inputs().getFirst();
        }
        var operator = WindowAggregateOperator.over((BoundPlan.Aggregate) bound);
        return operator != null && SlidingPlan.of(operator) != null;
    }

    private Rows rows(Plan plan, Schema schema, List<List<Object>> table, int threads, int batchRows) {
        try (Frame frame = memory.columns().frame(schema, table, batchRows)) {
            BoundPlan bound = new Frames().with("f", schema).bind(plan);
            return new TestRun(ENGINE, memory.allocator(), threads, batchRows).rows(bound, Map.of("f", frame));
        }
    }

    static List<DataType> types() {
        return TYPES;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void slidingComesToWhatLookingAtEachRowComesTo(DataType type) {
        Schema schema = schema(type);
        for (long seed = 1; seed <= 12; seed++) {
            var random = new RandomValues(seed);
            List<List<Object>> table = table(random, type, random.oneOf(List.of(0, 1, 3, 40, 150)));
            IndexWindows windows = windows(random);
            boolean grouped = random.below(2) == 0;
            List<Expr> aggregates = aggregates(type);
            var more = new ArrayList<>(aggregates);
            more.add(as(call("n_unique", col("v")), "others"));
            Plan slow = plan(windows, grouped, more);
            Plan fast = plan(windows, grouped, aggregates);
            assertThat(slides(fast, schema)).isTrue();
            assertThat(slides(slow, schema)).isFalse();
            Rows each = rows(slow, schema, table, 1, 16_384);
            int columns = each.schema().size() - 1;
            var expected =
                    new Rows(
                            new Schema(each.schema().fields().subList(0, columns)),
                            each.rows().stream().map(row -> row.subList(0, columns)).toList());
            for (int batchRows : BATCH_ROWS) {
                rows(fast, schema, table, 1 + random.below(3), batchRows).assertClose(expected, 1e-9);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"median", "n_unique", "implode", "nan_max", "product"})
    void anotherAggregateLooksAtEachRow(String function) {
        var windows = new IndexWindows.Rolling("3i", null, Closed.RIGHT);
        Schema schema = schema(Types.FLOAT64);
        Plan plan = plan(windows, false, List.of(as(call(function, col("v")), "x"), as(call("sum", col("v")), "s")));
        assertThat(slides(plan, schema)).isFalse();
        Plan alone = plan(windows, false, List.of(as(call("sum", col("v")), "s")));
        assertThat(slides(alone, schema)).isTrue();
    }

    @Test
    void whatMayFailIsComputedOfRowsInWindowsOnly() {
        var schema = new Schema(List.of(new Field("i", Types.INT64, false), new Field("t", Types.UTF8, false)));
        // The second row is in none of the windows.
        List<List<Object>> table = List.of(List.of(0L, "1"), List.of(5L, "x"), List.of(10L, "3"));
        var windows =
                new IndexWindows.Dynamic(
                        "10i", "2i", null, Closed.LEFT, IndexWindows.Label.LEFT, IndexWindows.StartBy.WINDOW, false);
        Expr number = new Expr.Cast(col("t"), Types.INT64, true, false);
        Plan plan = plan(windows, false, List.of(as(call("sum", number), "s")));
        assertThat(slides(plan, schema)).isFalse();
        assertThat(rows(plan, schema, table, 1, 16).rows()).isEqualTo(List.of(List.of(0L, 1L), List.of(10L, 3L)));
    }

    /// Pieces of windows start anew, wherever one of them is cut off from the next.
    @ParameterizedTest(name = "period {0}")
    @ValueSource(longs = {1, 100, 4000, 100_000})
    void manyWindowsAreCutIntoPieces(long period) {
        Schema schema = schema(Types.INT64);
        var table = new ArrayList<List<Object>>();
        for (long i = 0; i < 5000; i++) {
            table.add(Arrays.asList("a", i, i, true));
        }
        Plan plan =
                plan(
                        new IndexWindows.Rolling(period + "i", null, Closed.RIGHT),
                        false,
                        List.of(as(call("sum", col("v")), "sum"), as(call("min", col("v")), "min")));
        List<List<Object>> rows = rows(plan, schema, table, 3, 64).rows();
        assertThat(rows).hasSize(5000);
        for (long i = 0; i < 5000; i++) {
            long first = Math.max(0, i - period + 1);
            assertThat(rows.get((int) i)).isEqualTo(List.of(i, (first + i) * (i - first + 1) / 2, first));
        }
    }

    /// Wherever memory runs out, all of it is given back.
    @Test
    void aLimitIsKept() {
        Schema schema = schema(Types.INT64);
        List<List<Object>> table = table(new RandomValues(5), Types.INT64, 3000);
        Plan plan = plan(new IndexWindows.Rolling("40i", null, Closed.LEFT), true, aggregates(Types.INT64));
        BoundPlan bound = new Frames().with("f", schema).bind(plan);
        int refused = 0;
        try (Frame frame = memory.columns().frame(schema, table, 500)) {
            for (long limit = 1 << 16; limit <= 1 << 24; limit *= 2) {
                var small = new Allocator(memory.pool(), memory.budget().child("the query", limit));
                try {
                    assertThat(new TestRun(ENGINE, small, 2, 500).rows(bound, Map.of("f", frame)).rows()).hasSize(3000);
                } catch (PenstockException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.MEMORY_LIMIT);
                    refused++;
                }
                assertThat(small.budget().usedBytes()).isZero();
            }
        }
        assertThat(refused).isBetween(2, 8);
    }

    /// Stretches of rows find their windows side by side, in groups that are longer or shorter than they.
    @ParameterizedTest(name = "offset {0}")
    @ValueSource(strings = {"-40000i", "-1i", "30i", "100000i"})
    void windowsOfManyRowsAreFoundInStretches(String offset) {
        int rows = 150_000;
        var schema = new Schema(List.of(new Field("k", Types.INT64, false), new Field("i", Types.INT64, false)));
        var table = new ArrayList<List<Object>>();
        for (long i = 0; i < rows; i++) {
            // Most rows are in one group, and the others in many.
            table.add(List.of(i % 10 == 0 ? i % 1000 : -1L, i));
        }
        Plan plan =
                plan(
                        new IndexWindows.Rolling("40000i", offset, Closed.RIGHT),
                        true,
                        List.of(as(new Expr.RowCount(), "n"), as(call("min", col("i")), "least")));
        List<List<Object>> found = rows(plan, schema, table, 3, 16_384).rows();
        assertThat(found).hasSize(rows);
        long moved = Long.parseLong(offset.substring(0, offset.length() - 1));
        for (List<Object> row : found) {
            long key = (long) row.getFirst();
            long lower = (long) row.get(1) + moved;
            List<Object> expected =
                    Arrays.asList(
                            key,
                            row.get(1),
                            count(key, lower, lower + 40_000, rows),
                            least(key, lower, lower + 40_000, rows));
            assertThat(row).isEqualTo(expected);
        }
    }

    /// Whether row `i` is in a group, reckoned.
    private static boolean isIn(long key, long i) {
        return key < 0 ? i % 10 != 0 : i % 1000 == key;
    }

    /// How many rows of a group lie behind `lower` and not behind `upper`.
    private static long count(long key, long lower, long upper, int rows) {
        return below(key, Math.min(upper, rows - 1L)) - below(key, Math.min(lower, rows - 1L));
    }

    private static long below(long key, long most) {
        if (most < 0) {
            return 0;
        }
        return key < 0 ? most - most / 10 : (most - key + 1000) / 1000;
    }

    private static Long least(long key, long lower, long upper, int rows) {
        for (long i = Math.max(0, lower + 1); i <= Math.min(upper, rows - 1L); i++) {
            if (isIn(key, i)) {
                return i;
            }
        }
        return null;
    }
}
