package dev.penstock.operator;

import static dev.penstock.testing.Exprs.as;
import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Expr;
import dev.penstock.plan.IndexWindows;
import dev.penstock.plan.IndexWindows.Closed;
import dev.penstock.plan.Plan;
import dev.penstock.testing.Frames;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.TestRun;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Windows over an index of numbers come to what looking at every row for every window comes to. Calendars are compared
/// with Polars, from Python.
class WindowAggregateTest {
    private static final CoreEngine ENGINE = new CoreEngine(3);
    private static final int[] BATCH_ROWS = {1, 2, 7, 16_384};
    private static final Schema SCHEMA =
            new Schema(
                    List.of(
                            Field.nullable("k", Types.UTF8),
                            Field.nullable("i", Types.INT64),
                            Field.nullable("v", Types.INT64)));

    @RegisterExtension final TestMemory memory = new TestMemory();

    @AfterAll
    static void stop() {
        ENGINE.close();
    }

    /// Rows of three groups, one of them that of null, whose index grows over all of them.
    private static List<List<Object>> table(RandomValues random, int rows) {
        long[] index = new long[rows];
        Arrays.setAll(index, _ -> random.below(2 * rows + 1) - (long) rows / 2);
        Arrays.sort(index);
        var table = new ArrayList<List<Object>>();
        for (long i : index) {
            var values = new ArrayList<Object>();
            values.add(random.oneOf(Arrays.asList("b", "a", null)));
            values.add(i);
            values.add(random.below(4) == 0 ? null : (Object) (long) random.below(100));
            table.add(values);
        }
        return table;
    }

    private static Plan plan(IndexWindows windows, boolean grouped, Expr... aggregations) {
        List<Expr> keys = grouped ? List.of(col("k")) : List.of();
        return new Plan.WindowAggregate(new Plan.InMemory("f"), col("i"), windows, keys, List.of(aggregations), null);
    }

    private static BoundPlan bound(Plan plan) {
        return new Frames().with("f", SCHEMA).bind(plan);
    }

    private Rows rows(Plan plan, List<List<Object>> table, int threads, int batchRows) {
        try (Frame frame = memory.columns().frame(SCHEMA, table, batchRows)) {
            return new TestRun(ENGINE, memory.allocator(), threads, batchRows).rows(bound(plan), Map.of("f", frame));
        }
    }

    private static boolean isIn(long index, long lower, long upper, Closed closed) {
        boolean behindStart = closed.hasStart() ? index >= lower : index > lower;
        return behindStart && (closed.hasEnd() ? index <= upper : index < upper);
    }

    /// What is expected of a window: its group if there are groups, its label, how many rows it has, their sum, and all
    /// values.
    private static List<Object> row(
            boolean grouped,
            @Nullable Object key,
            long label,
            List<List<Object>> group,
            long lower,
            long upper,
            Closed c) {
        List<Object> values = new ArrayList<>();
        group.stream().filter(row -> isIn((long) row.get(1), lower, upper, c)).forEach(row -> values.add(row.get(2)));
        var expected = new ArrayList<Object>();
        if (grouped) {
            expected.add(key);
        }
        expected.add(label);
        expected.add((long) values.size());
        expected.add(values.stream().filter(Objects::nonNull).mapToLong(value -> (long) value).sum());
        expected.add(values);
        return expected;
    }

    private static Map<Object, List<List<Object>>> groups(List<List<Object>> table, boolean grouped) {
        var groups = new TreeMap<Object, List<List<Object>>>(Comparator.comparing(key -> key == "" ? "" : "+" + key));
        for (List<Object> row : table) {
            Object key = grouped && row.getFirst() != null ? row.getFirst() : "";
            groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
        }
        return groups;
    }

    private static List<List<Object>> obviouslyRolling(
            List<List<Object>> table, boolean grouped, long period, long offset, Closed closed) {
        var expected = new ArrayList<List<Object>>();
        groups(table, grouped)
                .forEach((_, group) -> {
                    for (List<Object> row : group) {
                        long lower = (long) row.get(1) + offset;
                        expected.add(
                                row(grouped, row.getFirst(), (long) row.get(1), group, lower, lower + period, closed));
                    }
                });
        return expected;
    }

    private static List<List<Object>> obviouslyDynamic(
            List<List<Object>> table, boolean grouped, long every, long period, Closed closed) {
        var expected = new ArrayList<List<Object>>();
        groups(table, grouped)
                .forEach((_, group) -> {
                    long first = (long) group.getFirst().get(1);
                    long start = Math.floorDiv(first, every) * every;
                    start -= !closed.hasStart() && start == first ? every : 0;
                    for (long lower = start; lower <= (long) group.getLast().get(1); lower += every) {
                        Object key = group.getFirst().getFirst();
                        List<Object> row = row(grouped, key, lower, group, lower, lower + period, closed);
                        if ((long) row.get(grouped ? 2 : 1) > 0) {
                            expected.add(row);
                        }
                    }
                });
        return expected;
    }

    private static Expr[] aggregations() {
        return new Expr[] {as(new Expr.RowCount(), "rows"), as(call("sum", col("v")), "sum"), col("v")};
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void rollingWindowsComeToWhatTheObviousLoopComesTo(long seed) {
        var random = new RandomValues(seed);
        List<List<Object>> table = table(random, random.oneOf(List.of(0, 1, 3, 40, 150)));
        for (Closed closed : Closed.values()) {
            long period = 1 + random.below(9);
            boolean usual = random.below(2) == 0;
            long offset = usual ? -period : random.below(12) - 8L;
            var windows = new IndexWindows.Rolling(period + "i", usual ? null : offset + "i", closed);
            boolean grouped = random.below(2) == 0;
            List<List<Object>> expected = obviouslyRolling(table, grouped, period, offset, closed);
            for (int batchRows : BATCH_ROWS) {
                Rows rows = rows(plan(windows, grouped, aggregations()), table, 1 + random.below(3), batchRows);
                assertThat(rows.rows()).as(windows.text()).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void windowsThatStartEverySoOftenComeToWhatTheObviousLoopComesTo(long seed) {
        var random = new RandomValues(seed);
        List<List<Object>> table = table(random, random.oneOf(List.of(0, 1, 3, 40, 150)));
        for (Closed closed : Closed.values()) {
            long every = 1 + random.below(9);
            boolean usual = random.below(2) == 0;
            long period = usual ? every : 1 + random.below(12);
            boolean grouped = random.below(2) == 0;
            IndexWindows windows = dynamic(every, usual ? null : period, closed);
            List<List<Object>> expected = obviouslyDynamic(table, grouped, every, period, closed);
            for (int batchRows : BATCH_ROWS) {
                Rows rows = rows(plan(windows, grouped, aggregations()), table, 1 + random.below(3), batchRows);
                assertThat(rows.rows()).as(windows.text()).isEqualTo(expected);
            }
        }
    }

    private static IndexWindows dynamic(long every, @Nullable Long period, Closed closed) {
        return new IndexWindows.Dynamic(
                every + "i",
                period == null ? null : period + "i",
                null,
                closed,
                IndexWindows.Label.LEFT,
                IndexWindows.StartBy.WINDOW,
                false);
    }

    /// What looks at neighbours stands between the windows and the aggregation, which is an ordinary one then.
    @ParameterizedTest(name = "in batches of {0}")
    @ValueSource(ints = {1, 7, 16_384})
    void rowsOfWindowsMayBeLookedAtBeforeTheyAreAggregated(int batchRows) {
        List<List<Object>> table = table(new RandomValues(3), 80);
        var windows = new IndexWindows.Rolling("7i", "-3i", Closed.NONE);
        Plan neighbours = plan(windows, true, as(call("sum", call("diff", col("v"))), "s"));
        assertThat(WindowAggregateOperator.over(aggregate(neighbours))).isNull();
        Plan whole = plan(windows, true, col("v"));
        assertThat(WindowAggregateOperator.over(aggregate(whole))).isNotNull();
        List<List<Object>> lists = rows(whole, table, 2, batchRows).rows();
        List<List<Object>> sums = rows(neighbours, table, 2, batchRows).rows();
        assertThat(sums).hasSameSizeAs(lists);
        for (int i = 0; i < sums.size(); i++) {
            assertThat(sums.get(i).get(2)).isEqualTo(sumOfDifferences((List<?>) lists.get(i).get(2)));
        }
    }

    private static BoundPlan.Aggregate aggregate(Plan plan) {
        BoundPlan bound = bound(plan);
        while (!(bound instanceof BoundPlan.Aggregate)) {
            bound = bound.inputs().getFirst();
        }
        return (BoundPlan.Aggregate) bound;
    }

    private static long sumOfDifferences(List<?> values) {
        long sum = 0;
        for (int i = 1; i < values.size(); i++) {
            if (values.get(i) instanceof Long value && values.get(i - 1) instanceof Long before) {
                sum += value - before;
            }
        }
        return sum;
    }

    /// More windows than could be looked at lie between two rows.
    @Test
    void gapsAreJumpedOver() {
        List<List<Object>> table =
                List.of(List.of("a", -4_000_000_000_000_000_000L, 1L), List.of("a", 4_000_000_000_000_000_001L, 2L));
        Rows rows = rows(plan(dynamic(3, null, Closed.LEFT), false, col("v")), table, 1, 16);
        assertThat(rows.rows())
                .isEqualTo(
                        List.of(
                                List.of(-4_000_000_000_000_000_002L, List.of(1L)),
                                List.of(3_999_999_999_999_999_999L, List.of(2L))));
    }

    @Test
    void windowsMayEndWithTheNumbers() {
        List<List<Object>> table = List.of(List.of("a", Long.MAX_VALUE - 21, 1L), List.of("a", Long.MAX_VALUE - 1, 2L));
        Rows rows = rows(plan(dynamic(4, null, Closed.LEFT), false, col("v")), table, 1, 16);
        assertThat(rows.rows())
                .isEqualTo(
                        List.of(List.of(Long.MAX_VALUE - 23, List.of(1L)), List.of(Long.MAX_VALUE - 3, List.of(2L))));
    }

    @Test
    void whatIsTooFarAwayForWindowsIsRefused() {
        List<List<Object>> apart = List.of(List.of("a", Long.MIN_VALUE + 7, 1L), List.of("a", Long.MAX_VALUE, 2L));
        assertThatThrownBy(() -> rows(plan(dynamic(4, null, Closed.LEFT), false, col("v")), apart, 1, 16))
                .isInstanceOf(PenstockException.class)
                .hasMessageContaining("further away than 64 bits");
    }

    /// A window of more rows than a piece has is read in parts.
    @Test
    void aWindowMayHaveMoreRowsThanAPiece() {
        var table = new ArrayList<List<Object>>();
        for (long i = 0; i < 1000; i++) {
            table.add(List.of("a", i, i));
        }
        Plan plan = plan(dynamic(900, null, Closed.LEFT), false, as(call("median", col("v")), "m"), aggregations()[1]);
        assertThat(rows(plan, table, 2, 16).rows())
                .isEqualTo(List.of(List.of(0L, 449.5, 404_550L), List.of(900L, 949.5, 94_950L)));
    }

    private void refuses(List<List<Object>> table, boolean grouped, ErrorCode code, String message) {
        for (IndexWindows windows :
                List.of(dynamic(3, null, Closed.LEFT), new IndexWindows.Rolling("3i", null, Closed.RIGHT))) {
            assertThatThrownBy(() -> rows(plan(windows, grouped, col("v")), table, 2, table.size() > 99 ? 16_384 : 2))
                    .isInstanceOfSatisfying(
                            PenstockException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo(code);
                                assertThat(e).hasMessageContaining(message);
                            });
        }
    }

    @Test
    void theFirstRowOutOfOrderIsNamed() {
        List<List<Object>> table =
                List.of(
                        List.of("a", 5L, 1L),
                        List.of("b", 4L, 1L),
                        List.of("a", 6L, 1L),
                        List.of("b", 3L, 1L),
                        List.of("a", 5L, 1L));
        refuses(table, false, ErrorCode.SORT_REQUIRED, "row 1 comes behind row 0 and has less");
        refuses(table, true, ErrorCode.SORT_REQUIRED, "row 3 comes behind row 1, both of one group, and has less");
        Plan sorted = plan(dynamic(3, null, Closed.LEFT), true, new Expr.RowCount());
        assertThat(rows(sorted, table.subList(0, 3), 1, 2).rows()).hasSize(3);
    }

    /// Many rows are looked at by several workers, of which each sees the last row before its own.
    @Test
    void theFirstOfManyRowsOutOfOrderIsNamed() {
        var table = new ArrayList<List<Object>>();
        for (long i = 0; i < 200_000; i++) {
            boolean falls = i == 131_072 || i == 131_073 || i == 190_000;
            table.add(List.of("a", falls ? 131_071 - i % 7 : i, 1L));
        }
        refuses(table, false, ErrorCode.SORT_REQUIRED, "row 131,072 comes behind row 131,071 and has less");
    }

    @Test
    void theFirstRowWithoutAnIndexIsNamed() {
        List<List<Object>> table =
                List.of(List.of("a", 5L, 1L), Arrays.asList("b", null, 1L), Arrays.asList("a", null, 1L));
        refuses(table, false, ErrorCode.COMPUTE, "is null in row 1");
        refuses(table, true, ErrorCode.COMPUTE, "is null in row 1");
    }
}
