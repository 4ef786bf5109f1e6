package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Plan.Keep;
import dev.penstock.run.PlanRun;
import dev.penstock.testing.Awkward;
import dev.penstock.testing.Columns;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.Tagged;
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

/// The rows that a map of all rows seen chooses, in the order of the input.
@Timeout(120)
class DistinctTest {
    private static final CoreEngine ENGINE = new CoreEngine(3);
    private static final int[] BATCH_ROWS = {1, 2, 7, 16_384};
    private static final int MANY = 1000;

    @RegisterExtension final TestMemory memory = new TestMemory();

    @AfterAll
    static void stop() {
        ENGINE.close();
    }

    static Stream<DataType> types() {
        return Awkward.types();
    }

    /// A value such that others are equal when they are the same row: all zeros are one.
    private static Object same(Object value) {
        return switch (value) {
            case null -> "null";
            case Double x -> x == 0 ? 0.0 : x;
            case List<?> list -> list.stream().map(DistinctTest::same).toList();
            case Tagged(int id, Object inner) -> List.of(id, same(inner));
            default -> value;
        };
    }

    private static Rows expected(Rows input, BoundPlan.Distinct distinct) {
        var numbers = new HashMap<Object, List<Integer>>();
        for (int row = 0; row < input.count(); row++) {
            List<Object> values = input.rows().get(row);
            Object key = distinct.on().stream().map(on -> same(values.get(input.schema().indexOf(on)))).toList();
            numbers.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
        }
        List<List<Object>> chosen =
                numbers.values().stream()
                        .filter(rows -> distinct.keep() != Keep.NONE || rows.size() == 1)
                        .map(rows -> distinct.keep() == Keep.LAST ? rows.getLast() : rows.getFirst())
                        .sorted()
                        .map(row -> input.rows().get(row))
                        .toList();
        return new Rows(input.schema(), chosen);
    }

    private void check(Frame frame, List<String> on, int threads, int batchRows) {
        for (Keep keep : Keep.values()) {
            var distinct = new BoundPlan.Distinct(new BoundPlan.FrameScan("f", frame.schema()), on, keep, true);
            Rows expected = expected(Rows.of(frame), distinct);
            var run = new TestRun(ENGINE, memory.allocator(), threads, batchRows);
            run.rows(distinct, Map.of("f", frame)).assertEquals(expected);
            if (frame.rows() < MANY) {
                checkOverTheDisk(frame, distinct, expected, threads, batchRows);
            }
        }
    }

    private void checkOverTheDisk(Frame frame, BoundPlan.Distinct distinct, Rows expected, int threads, int batchRows) {
        var run = new TestRun(ENGINE, memory.allocator(), threads, batchRows, 1 + expected.count() / 8);
        run.rows(distinct, Map.of("f", frame)).assertEquals(expected);
        if (distinct.keep() != Keep.ANY) {
            var unordered = new BoundPlan.Distinct(distinct.input(), distinct.on(), distinct.keep(), false);
            assertThat(counts(run.rows(unordered, Map.of("f", frame)))).isEqualTo(counts(expected));
        }
    }

    private static Map<Object, Integer> counts(Rows rows) {
        var counts = new HashMap<Object, Integer>();
        rows.rows().forEach(row -> counts.merge(row, 1, Integer::sum));
        return counts;
    }

    /// Rows of few different values, in several batches.
    private Frame frame(RandomValues random, Schema schema, int rows, int values) {
        var choices = new ArrayList<List<Object>>();
        schema.fields().forEach(field -> choices.add(random.values(field.type(), values, 0.2)));
        var batches = new ArrayList<Batch>();
        for (int left = rows; left > 0; ) {
            int part = 1 + random.below(left);
            var columns = new ArrayList<Column>();
            for (int i = 0; i < schema.size(); i++) {
                var drawn = new ArrayList<Object>();
                for (int row = 0; row < part; row++) {
                    drawn.add(random.oneOf(choices.get(i)));
                }
                columns.add(memory.columns().in(random.style()).of(schema.field(i).type(), drawn));
            }
            batches.add(new Batch(schema, part, columns));
            left -= part;
        }
        return new Frame(schema, batches);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void randomTablesLoseTheRowsThatAreTheSame(long seed) {
        var random = new RandomValues(seed);
        for (int i = 0; i < 4; i++) {
            Schema schema = random.schema();
            try (Frame frame = frame(random, schema, random.below(300), 1 + random.below(20))) {
                var on = new ArrayList<String>();
                schema.names().stream().filter(_ -> random.below(2) == 0).forEach(on::add);
                int batchRows = BATCH_ROWS[random.below(BATCH_ROWS.length)];
                check(frame, on.isEmpty() ? schema.names() : on, 1 + random.below(3), batchRows);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void valuesOfAllTypesAreToldApart(DataType type) {
        var schema = new Schema(List.of(Field.nullable("k", type), Field.nullable("n", Types.INT64)));
        var random = new RandomValues(4);
        try (Frame frame = frame(random, schema, 200, 30)) {
            check(frame, List.of("k"), 2, 50);
        }
    }

    @Test
    void withoutColumnsAllRowsStay() {
        var schema = new Schema(List.of(Field.nullable("n", Types.INT64)));
        try (Frame frame = frame(new RandomValues(1), schema, 50, 3)) {
            var scan = new BoundPlan.FrameScan("f", schema);
            var distinct = new BoundPlan.Distinct(scan, List.of(), Keep.ANY, true);
            var run = new TestRun(ENGINE, memory.allocator(), 1, 16);
            run.rows(distinct, Map.of("f", frame)).assertEquals(Rows.of(frame));
        }
    }

    private Frame numbers(int rows, int different, boolean nulls) {
        var random = new Random(different);
        var numbers = new ArrayList<Object>();
        var texts = new ArrayList<Object>();
        for (int row = 0; row < rows; row++) {
            int n = random.nextInt(different);
            numbers.add(nulls && n % 7 == 0 ? null : (Object) (n * 1_000_003L));
            texts.add("customer number " + n % 1000);
        }
        Columns columns = memory.columns();
        Batch batch =
                Columns.batch(
                        "n",
                        columns.of(Types.INT64, numbers),
                        "t",
                        columns.of(new DataType.Utf8(DataType.Bytes.VIEWS), texts));
        return new Frame(batch.schema(), List.of(batch));
    }

    /// Enough rows for several parts; of so many different ones that the sieves give up, or of few.
    @ParameterizedTest
    @CsvSource({"1, n", "1000, n", "1000, t", "1000, n t", "200000, n", "2000000, n", "2000000, n t"})
    void manyRowsAreToldApart(int different, String on) {
        boolean many = different > 1000;
        try (Frame frame = numbers(many ? 170_000 : 60_000, different, true)) {
            check(frame, List.of(on.split(" ")), many ? 1 : 2, 16_384);
        }
    }

    /// A bit for each value that there could be is enough at first, and then it is not.
    @ParameterizedTest
    @CsvSource({"1, true", "1, false", "1000000000, true", "1000000000, false"})
    void valuesCloseToEachOtherAreToldApartAndThoseThatFollow(long step, boolean nulls) {
        var random = new Random(step);
        var numbers = new ArrayList<Object>();
        for (int row = 0; row < 60_000; row++) {
            long n = random.nextInt(30_000);
            numbers.add(nulls && n % 7 == 0 ? null : (Object) (row < 40_000 ? n : n * step));
        }
        Batch batch = Columns.batch("n", memory.columns().of(Types.INT64, numbers));
        try (var frame = new Frame(batch.schema(), List.of(batch))) {
            check(frame, List.of("n"), 2, 16_384);
        }
    }

    /// Whole batches come out as they went in.
    @Test
    void rowsThatAllStayAreNotCopied() {
        var numbers = new ArrayList<Object>();
        for (long row = 0; row < 50_000; row++) {
            numbers.add(row);
        }
        Batch batch = Columns.batch("n", memory.columns().of(Types.INT64, numbers));
        try (var frame = new Frame(batch.schema(), List.of(batch))) {
            var scan = new BoundPlan.FrameScan("f", frame.schema());
            var distinct = new BoundPlan.Distinct(scan, List.of("n"), Keep.ANY, false);
            var run = new TestRun(ENGINE, memory.allocator(), 2, 16_384);
            try (PlanRun plan = run.run(Map.of("f", frame));
                    BatchStream rows = run.start(plan, distinct, Map.of());
                    Batch first = rows.next()) {
                assertThat(first.column(0).data().buffer(1)).isEqualTo(batch.column(0).data().buffer(1));
            }
        }
    }

    @Test
    void aQueryThatIsCancelledEndsAndLeavesNothing() {
        try (Frame frame = numbers(400_000, 2_000_000, false)) {
            var scan = new BoundPlan.FrameScan("f", frame.schema());
            var distinct = new BoundPlan.Distinct(scan, List.of("n", "t"), Keep.LAST, false);
            var run = new TestRun(ENGINE, memory.allocator(), 2, 16_384);
            try (PlanRun plan = run.run(Map.of("f", frame));
                    BatchStream rows = run.start(plan, distinct, Map.of())) {
                plan.cancellation().cancel();
                assertThatThrownBy(rows::next)
                        .isInstanceOfSatisfying(
                                PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
            }
        }
    }
}
