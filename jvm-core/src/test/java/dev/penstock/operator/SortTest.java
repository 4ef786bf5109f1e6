package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Cancellation;
import dev.penstock.kernel.sort.Sortable;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Budget;
import dev.penstock.run.PlanRun;
import dev.penstock.spill.SpillFolder;
import dev.penstock.testing.Awkward;
import dev.penstock.testing.Columns;
import dev.penstock.testing.ObviousOrder;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.TestRun;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rows come in the order of the obvious sort, in memory and over the disk, and the disk is empty afterwards.
@Timeout(120)
class SortTest {
    private static final CoreEngine ENGINE = new CoreEngine(3);
    private static final int[] BATCH_ROWS = {1, 2, 7, 16_384};

    @RegisterExtension final TestMemory memory = new TestMemory();

    @TempDir Path folder;

    @AfterAll
    static void stop() {
        ENGINE.close();
    }

    static Stream<DataType> types() {
        return Awkward.types().filter(Sortable::handles);
    }

    static int compare(Schema schema, List<Key> keys, List<Object> a, List<Object> b) {
        int order = 0;
        for (int i = 0; i < keys.size() && order == 0; i++) {
            Key key = keys.get(i);
            int column = schema.indexOf(key.column());
            order = ObviousOrder.compare(a.get(column), b.get(column), key.descending(), key.nullsLast());
        }
        return order;
    }

    /// Whether `actual` has the rows of `input` in the order of the keys; of rows that agree in them, the order is only
    /// known when the sort was stable.
    private static void check(Rows actual, Rows input, BoundPlan.Sort sort) {
        var expected = new ArrayList<>(input.rows());
        expected.sort((a, b) -> compare(sort.schema(), sort.keys(), a, b));
        if (sort.stable()) {
            actual.assertEquals(new Rows(sort.schema(), expected));
            return;
        }
        for (int row = 1; row < actual.count(); row++) {
            assertThat(compare(sort.schema(), sort.keys(), actual.rows().get(row - 1), actual.rows().get(row)))
                    .as("row " + row)
                    .isNotPositive();
        }
        actual.sorted().assertEquals(new Rows(sort.schema(), expected).sorted());
    }

    static List<Key> keys(RandomValues random, Schema schema, int most) {
        var keys = new ArrayList<Key>();
        for (int i = 1 + random.below(most); i > 0; i--) {
            Field field = random.oneOf(schema.fields());
            if (Sortable.handles(field.type()) && keys.stream().noneMatch(key -> key.column().equals(field.name()))) {
                keys.add(new Key(field.name(), random.below(2) == 0, random.below(2) == 0));
            }
        }
        return keys;
    }

    private Frame frame(RandomValues random, Schema schema, int rows) {
        return frame(random, memory.columns(), schema, rows);
    }

    /// Several batches, each column in a style of its own.
    static Frame frame(RandomValues random, Columns columns, Schema schema, int rows) {
        var batches = new ArrayList<Batch>();
        for (int left = rows; left > 0; ) {
            int part = 1 + random.below(left);
            batches.add(random.batch(columns, schema, part));
            left -= part;
        }
        return new Frame(schema, batches);
    }

    private void check(BoundPlan.Sort sort, Frame frame, RandomValues random, long mostHeldRows) {
        int batchRows = BATCH_ROWS[random.below(BATCH_ROWS.length)];
        var run = new TestRun(ENGINE, memory.allocator(), 1 + random.below(3), batchRows, mostHeldRows);
        check(run.rows(sort, Map.of("f", frame)), Rows.of(frame), sort);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void randomTablesComeInOrderAlsoOverTheDisk(long seed) {
        var random = new RandomValues(seed);
        for (int i = 0; i < 4; i++) {
            Schema schema = random.schema();
            List<Key> keys = keys(random, schema, 3);
            if (keys.isEmpty()) {
                continue;
            }
            try (Frame frame = frame(random, schema, random.below(500))) {
                var scan = new BoundPlan.FrameScan("f", schema);
                for (boolean stable : List.of(true, false)) {
                    var sort = new BoundPlan.Sort(scan, keys, stable);
                    check(sort, frame, random, Long.MAX_VALUE);
                    check(sort, frame, random, 1 + random.below(200));
                }
            }
        }
    }

    /// The way of many rows, taken by few: every type as a key and as what is moved along.
    @ParameterizedTest(name = "by {0}")
    @MethodSource("types")
    void rowsMoveWithAllTheirValues(DataType type) {
        var random = new RandomValues(5);
        var fields = new ArrayList<Field>();
        fields.add(Field.nullable("k", type));
        List<DataType> others = Awkward.types().toList();
        for (int i = 0; i < 8; i++) {
            fields.add(Field.nullable("c" + i, random.oneOf(others)));
        }
        var schema = new Schema(fields);
        var pool = new WorkerThreads(2);
        var tasks = new Tasks(pool, 2, new Cancellation());
        try (Frame frame = frame(random, schema, 700)) {
            for (boolean several : List.of(false, true)) {
                var keys = new ArrayList<Key>(List.of(new Key("k", random.below(2) == 0, random.below(2) == 0)));
                if (several) {
                    keys.addAll(0, keys(random, new Schema(fields.subList(1, 9)), 2));
                }
                var sort = new BoundPlan.Sort(new BoundPlan.FrameScan("f", schema), keys, true);
                var table = new SortTable(schema, keys, frame.batches(), memory.allocator());
                BatchStream sorted = LargeSort.sort(table, 40, tasks, memory.allocator(), 64);
                check(Rows.of(sorted), Rows.of(frame), sort);
            }
        } finally {
            pool.close();
        }
    }

    private Frame numbers(int rows, Random random, int kind) {
        var numbers = new ArrayList<Object>();
        var reals = new ArrayList<Object>();
        var texts = new ArrayList<Object>();
        for (int row = 0; row < rows; row++) {
            numbers.add(
                    switch (kind) {
                        case 0 -> random.nextLong();
                        case 1 -> random.nextLong() >> random.nextInt(64);
                        case 2 -> (long) random.nextInt(3);
                        case 3 -> (long) row / 2;
                        case 4 -> (long) -row;
                        default -> row == 7 ? Long.MAX_VALUE : random.nextLong(1000);
                    });
            reals.add(random.nextInt(5) == 0 ? null : Math.exp(random.nextGaussian() * 40));
            texts.add("customer number " + random.nextInt(1000) + (random.nextInt(4) == 0 ? " of the north" : ""));
        }
        Columns columns = memory.columns();
        Batch batch =
                Columns.batch(
                        "n",
                        columns.of(Types.INT64, numbers),
                        "r",
                        columns.of(Types.FLOAT64, reals),
                        "t",
                        columns.of(new DataType.Utf8(DataType.Bytes.VIEWS), texts));
        return new Frame(batch.schema(), List.of(batch));
    }

    /// Enough rows for several parts, whatever their distribution.
    @ParameterizedTest
    @CsvSource({"0, n", "1, n", "2, n", "3, n", "4, n", "5, n", "0, r", "0, t", "2, n r", "2, t n", "2, n t r"})
    void manyRowsOfAnyDistributionComeInOrder(int kind, String by) {
        var random = new RandomValues(kind);
        var keys = new ArrayList<Key>();
        for (String key : by.split(" ")) {
            keys.add(new Key(key, random.below(2) == 0, random.below(2) == 0));
        }
        try (Frame frame = numbers(90_000, new Random(kind), kind)) {
            var scan = new BoundPlan.FrameScan("f", frame.schema());
            for (boolean stable : List.of(true, false)) {
                var sort = new BoundPlan.Sort(scan, keys, stable);
                var run = new TestRun(ENGINE, memory.allocator(), 2, 16_384);
                check(run.rows(sort, Map.of("f", frame)), Rows.of(frame), sort);
            }
        }
    }

    @Test
    void rowsInOrderAreNotMoved() {
        try (Frame frame = numbers(90_000, new Random(1), 3)) {
            var sort =
                    new BoundPlan.Sort(
                            new BoundPlan.FrameScan("f", frame.schema()), List.of(new Key("n", false, false)), true);
            long before = memory.budget().usedBytes();
            try (PlanRun run = new TestRun(ENGINE, memory.allocator(), 2, 16_384).run(Map.of("f", frame));
                    BatchStream rows = run.start(fragment(sort), Map.of());
                    Batch first = rows.next()) {
                assertThat(first.column(0).data().buffer(1))
                        .isEqualTo(frame.batches().getFirst().column(0).data().buffer(1));
                assertThat(memory.budget().usedBytes() - before).isLessThan(1 << 16);
            }
        }
    }

    private static dev.penstock.run.Fragment fragment(BoundPlan plan) {
        return new dev.penstock.run.Fragment(1, ENGINE, plan, List.of(), "asked for");
    }

    /// A query that may hold a quarter of its input sorts it all the same.
    @ParameterizedTest(name = "on {0} threads, stable: {1}")
    @CsvSource({"1, true", "2, false", "3, true"})
    void aQuarterOfTheInputIsMemoryEnough(int threads, boolean stable) {
        try (Frame frame = numbers(150_000, new Random(2), 0)) {
            var sort =
                    new BoundPlan.Sort(
                            new BoundPlan.FrameScan("f", frame.schema()),
                            List.of(new Key("r", true, false), new Key("t", false, false)),
                            stable);
            Budget budget = Budget.root("a small query", frame.bytes() / 4);
            var run = new TestRun(ENGINE, new Allocator(memory.pool(), budget), threads, 4096);
            try (PlanRun plan = run.run(Map.of("f", frame))) {
                Rows rows = Rows.of(run.start(plan, sort, Map.of()));
                assertThat(plan.spilledBytes()).isPositive();
                check(rows, Rows.of(frame), sort);
            }
            assertThat(budget.usedBytes()).isZero();
        }
    }

    @Test
    void moreRunsThanFitIntoMemoryAreMergedInTurns() {
        try (Frame frame = numbers(200_000, new Random(3), 0)) {
            var sort =
                    new BoundPlan.Sort(
                            new BoundPlan.FrameScan("f", frame.schema()), List.of(new Key("n", false, false)), true);
            Budget budget = Budget.root("a small query", 3 << 19);
            var run = new TestRun(ENGINE, new Allocator(memory.pool(), budget), 2, 2048, 2048);
            try (PlanRun plan = run.run(Map.of("f", frame))) {
                check(Rows.of(run.start(plan, sort, Map.of())), Rows.of(frame), sort);
                assertThat(plan.spilledBytes()).as("rows were written twice").isGreaterThan(frame.bytes());
            }
        }
    }

    @Test
    void whatDoesNotFitAtAllIsSaidToBeASort() {
        try (Frame frame = numbers(50_000, new Random(3), 0)) {
            var sort =
                    new BoundPlan.Sort(
                            new BoundPlan.FrameScan("f", frame.schema()), List.of(new Key("n", false, false)), true);
            Budget budget = Budget.root("a tiny query", 40_000);
            var run = new TestRun(ENGINE, new Allocator(memory.pool(), budget), 2, 2048);
            try (PlanRun plan = run.run(Map.of("f", frame))) {
                assertThatThrownBy(() -> Rows.of(run.start(plan, sort, Map.of())))
                        .isInstanceOfSatisfying(
                                PenstockException.class,
                                e -> {
                                    assertThat(e.code()).isEqualTo(ErrorCode.MEMORY_LIMIT);
                                    assertThat(e).hasMessageMatching("(?s)sort needs about [0-9,]+ bytes for .*");
                                });
            }
            assertThat(budget.usedBytes()).isZero();
        }
    }

    @Test
    void theSpillQuotaEndsTheSortAndLeavesNothing() throws IOException {
        SpillFolder narrow = SpillFolder.create(folder, 100_000);
        try (Frame frame = numbers(50_000, new Random(3), 0)) {
            var sort =
                    new BoundPlan.Sort(
                            new BoundPlan.FrameScan("f", frame.schema()), List.of(new Key("n", false, false)), true);
            try (var run =
                    new PlanRun(
                            new PlanRun.Settings(memory.allocator(), 2, 4096, narrow, 5000),
                            Map.of("f", frame.share()))) {
                assertThatThrownBy(() -> Rows.of(run.start(fragment(sort), Map.of())))
                        .isInstanceOfSatisfying(
                                PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SPILL_QUOTA));
            }
            assertThat(narrow.usedBytes()).isZero();
            assertThat(narrow.path()).isEmptyDirectory();
        } finally {
            narrow.close();
        }
    }

    @Test
    void aStreamThatIsClosedEarlyLeavesNothing() {
        try (Frame frame = numbers(50_000, new Random(3), 0)) {
            for (long held : List.of(Long.MAX_VALUE, 5000L)) {
                var sort =
                        new BoundPlan.Sort(
                                new BoundPlan.FrameScan("f", frame.schema()),
                                List.of(new Key("n", false, false)),
                                true);
                try (PlanRun run = new TestRun(ENGINE, memory.allocator(), 2, 4096, held).run(Map.of("f", frame));
                        BatchStream rows = run.start(fragment(sort), Map.of());
                        Batch first = rows.next()) {
                    assertThat(first.rows()).isPositive();
                }
                memory.budget().release(0);
                assertThat(TestMemory.spillFolder().usedBytes()).isZero();
            }
        }
    }
}
