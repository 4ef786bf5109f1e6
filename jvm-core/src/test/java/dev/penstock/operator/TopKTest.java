package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.sort.Sortable;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Budget;
import dev.penstock.run.PlanRun;
import dev.penstock.testing.Awkward;
import dev.penstock.testing.Columns;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.TestRun;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// As many rows come as are wanted, none of them more than once, and none that comes behind one that is left out.
@Timeout(120)
class TopKTest {
    private static final CoreEngine ENGINE = new CoreEngine(3);
    private static final int[] BATCH_ROWS = {1, 2, 7, 16_384};

    @RegisterExtension final TestMemory memory = new TestMemory();

    @AfterAll
    static void stop() {
        ENGINE.close();
    }

    static Stream<DataType> types() {
        return Awkward.types().filter(Sortable::handles);
    }

    private static void check(Rows actual, Rows input, BoundPlan.TopK top) {
        if (top.stable()) {
            var expected = new ArrayList<>(input.rows());
            expected.sort((a, b) -> SortTest.compare(top.schema(), top.keys(), a, b));
            int rows = (int) Math.min(top.k(), expected.size());
            actual.assertEquals(new Rows(input.schema(), expected.subList(0, rows)));
            return;
        }
        assertThat(actual.schema()).isEqualTo(input.schema());
        assertThat(actual.count()).isEqualTo((int) Math.min(top.k(), input.count()));
        var left = new HashMap<List<Object>, Integer>();
        input.rows().forEach(row -> left.merge(row, 1, Integer::sum));
        actual.rows().forEach(row -> left.merge(row, -1, Integer::sum));
        assertThat(left.values()).as("rows that the input has").noneMatch(count -> count < 0);
        if (actual.count() > 0) {
            List<Object> last =
                    actual.rows().stream()
                            .max((a, b) -> SortTest.compare(top.schema(), top.keys(), a, b))
                            .orElseThrow();
            assertThat(left.entrySet().stream().filter(row -> row.getValue() > 0).map(Map.Entry::getKey))
                    .as("left out")
                    .allMatch(row -> SortTest.compare(top.schema(), top.keys(), row, last) >= 0);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void randomTablesGiveTheirFirstRows(long seed) {
        var random = new RandomValues(seed);
        for (int i = 0; i < 4; i++) {
            Schema schema = random.schema();
            List<Key> keys = SortTest.keys(random, schema, 3);
            if (keys.isEmpty()) {
                continue;
            }
            int rows = random.below(500);
            try (Frame frame = SortTest.frame(random, memory.columns(), schema, rows)) {
                for (long k : new long[] {0, 1, 3, rows / 2, rows - 1L, rows, rows + 1L, Long.MAX_VALUE}) {
                    boolean stable = random.below(2) == 0;
                    var top = new BoundPlan.TopK(new BoundPlan.FrameScan("f", schema), Math.max(0, k), keys, stable);
                    int batchRows = BATCH_ROWS[random.below(BATCH_ROWS.length)];
                    var run = new TestRun(ENGINE, memory.allocator(), 1 + random.below(3), batchRows);
                    check(run.rows(top, Map.of("f", frame)), Rows.of(frame), top);
                }
            }
        }
    }

    /// More rows than are kept at once, so that most are refused at the bound.
    @ParameterizedTest(name = "by {0}")
    @MethodSource("types")
    void rowsOfAllTypesAreRefusedAtABound(DataType type) {
        var random = new RandomValues(3);
        var schema = new Schema(List.of(Field.nullable("k", type), Field.nullable("n", Types.INT64)));
        try (Frame frame = SortTest.frame(random, memory.columns(), schema, 7_000)) {
            for (boolean descending : List.of(false, true)) {
                var keys = List.of(new Key("k", descending, random.below(2) == 0), new Key("n", true, true));
                var top = new BoundPlan.TopK(new BoundPlan.FrameScan("f", schema), 20, keys);
                var run = new TestRun(ENGINE, memory.allocator(), 2, 700);
                check(run.rows(top, Map.of("f", frame)), Rows.of(frame), top);
            }
        }
    }

    private Frame numbers(int rows, int kind) {
        var random = new Random(kind);
        var numbers = new ArrayList<Object>();
        for (int row = 0; row < rows; row++) {
            numbers.add(
                    switch (kind) {
                        case 0 -> random.nextLong();
                        case 1 -> (long) row;
                        case 2 -> (long) -row;
                        case 3 -> 5L;
                        default -> random.nextInt(3) == 0 ? null : (Object) (long) random.nextInt(100);
                    });
        }
        Batch batch = Columns.batch("n", memory.columns().of(Types.INT64, numbers));
        return new Frame(batch.schema(), List.of(batch));
    }

    /// Few, many, and so many that the rows are collected as for a sort, with and without the disk.
    @ParameterizedTest
    @CsvSource({"0, 10", "1, 10", "2, 10", "3, 10", "4, 10", "0, 9000", "2, 9000", "0, 263000"})
    void manyRowsOfAnyDistributionGiveTheirFirst(int kind, long k) {
        try (Frame frame = numbers(k > 10_000 ? 270_000 : 50_000, kind)) {
            var scan = new BoundPlan.FrameScan("f", frame.schema());
            for (boolean stable : List.of(false, true)) {
                var top = new BoundPlan.TopK(scan, k, List.of(key("n")), stable);
                for (long held : List.of(Long.MAX_VALUE, 20_000L)) {
                    var run = new TestRun(ENGINE, memory.allocator(), 2, 16_384, held);
                    check(run.rows(top, Map.of("f", frame)), Rows.of(frame), top);
                }
            }
        }
    }

    /// Equal numbers beside where they stand, which only a stable choice keeps in order.
    @ParameterizedTest(name = "{0} threads")
    @ValueSource(ints = {1, 2, 3})
    void ofEqualRowsTheFirstAreChosen(int threads) {
        var rows = new ArrayList<List<?>>();
        for (int row = 0; row < 60_000; row++) {
            rows.add(List.of(row % 3 == 0 ? 1L : 2L, (long) row));
        }
        var schema = new Schema(List.of(Field.nullable("k", Types.INT64), Field.nullable("row", Types.INT64)));
        try (Frame frame = memory.columns().frame(schema, rows, 1000)) {
            var top = new BoundPlan.TopK(new BoundPlan.FrameScan("f", schema), 20_100, List.of(key("k")), true);
            var run = new TestRun(ENGINE, memory.allocator(), threads, 512);
            check(run.rows(top, Map.of("f", frame)), Rows.of(frame), top);
        }
    }

    private static Key key(String column) {
        return new Key(column, false, true);
    }

    /// What is kept does not grow with the input.
    @Test
    void fewRowsTakeLittleMemory() {
        try (Frame frame = numbers(150_000, 2)) {
            var top = new BoundPlan.TopK(new BoundPlan.FrameScan("f", frame.schema()), 100, List.of(key("n")));
            Budget budget = Budget.root("a small query", 1 << 20);
            var run = new TestRun(ENGINE, new Allocator(memory.pool(), budget), 2, 4096);
            check(run.rows(top, Map.of("f", frame)), Rows.of(frame), top);
            assertThat(budget.peakBytes()).isLessThan(1 << 20);
        }
    }

    @Test
    void aQueryThatIsCancelledEndsAndLeavesNothing() {
        try (Frame frame = numbers(60_000, 0)) {
            var top = new BoundPlan.TopK(new BoundPlan.FrameScan("f", frame.schema()), 100, List.of(key("n")));
            var run = new TestRun(ENGINE, memory.allocator(), 2, 4096);
            try (PlanRun plan = run.run(Map.of("f", frame));
                    BatchStream rows = run.start(plan, top, Map.of())) {
                plan.cancellation().cancel();
                assertThatThrownBy(rows::next)
                        .isInstanceOfSatisfying(
                                PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
            }
        }
    }

    /// Equal dictionaries that are numbered differently compare by their words.
    @Test
    void wordsOfSeveralDictionariesCompare() {
        var type = new DataType.Dictionary(new DataType.Int(8, true), Types.UTF8, false);
        var batches = new ArrayList<Batch>();
        for (List<Object> words : List.<List<Object>>of(List.of("b", "a"), List.of("d", "a"), List.of("c", "b"))) {
            Column column = memory.columns().of(type, words);
            batches.add(Columns.batch("w", column));
        }
        try (var frame = new Frame(batches.getFirst().schema(), batches)) {
            var top = new BoundPlan.TopK(new BoundPlan.FrameScan("f", frame.schema()), 3, List.of(key("w")));
            var run = new TestRun(ENGINE, memory.allocator(), 1, 16_384);
            assertThat(run.rows(top, Map.of("f", frame)).column("w")).containsExactlyInAnyOrder("a", "a", "b");
        }
    }
}
