package dev.penstock.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.OrderedFunction;
import dev.penstock.plan.Plan;
import dev.penstock.testing.Columns;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Each node on a few rows.
class NodesTest {
    @RegisterExtension final TestMemory memory = new TestMemory();
    private final DuckDb duckdb = new DuckDb(memory);

    private Columns columns() {
        return memory.columns();
    }

    private BoundPlan table(String a, List<Long> as, String b, List<String> bs) {
        return duckdb.frame(a + b, Columns.batch(a, columns().of(Types.INT64, as), b, columns().of(Types.UTF8, bs)));
    }

    private static List<Long> range(long to) {
        return LongStream.range(0, to).boxed().toList();
    }

    private List<List<Object>> rows(BoundPlan plan) {
        return duckdb.rows(plan).rows();
    }

    private static List<Object> row(Object... values) {
        return Arrays.asList(values);
    }

    private static BoundPlan.Key key(String column, boolean descending, boolean nullsLast) {
        return new BoundPlan.Key(column, descending, nullsLast);
    }

    private void assertFails(BoundPlan plan, ErrorCode code) {
        assertThatThrownBy(() -> rows(plan))
                .isInstanceOfSatisfying(PenstockException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static BoundPlan.Computed computed(
            String name, dev.penstock.plan.Function function, DataType type, String... of) {
        return new BoundPlan.Computed(name, function, List.of(of), Options.NONE, null, List.of(), type);
    }

    @ParameterizedTest
    @CsvSource({"0,2,0 1", "1,,1 2 3 4", "-2,,3 4", "-3,2,2 3", "-7,4,0 1", "-7,2,''", "5,1,''", "2,0,''", "3,9,3 4"})
    void slices(long offset, Long length, String expected) {
        var plan = new BoundPlan.Slice(duckdb.frame("a", columns().of(Types.INT64, range(5))), offset, length);
        assertThat(duckdb.rows(plan).column("a").stream().map(String::valueOf).toList())
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ")));
    }

    @Test
    void sortsStablyWithNaNLastAndNullsWhereTheyAreAskedFor() {
        var frame =
                duckdb.frame(
                        "t",
                        Columns.batch(
                                "x", columns().float64(1.0, null, Double.NaN, -0.0, 0.0, -1.0),
                                "n", columns().of(Types.INT64, range(6))));
        assertThat(duckdb.rows(new BoundPlan.Sort(frame, List.of(key("x", false, false)), true)).column("n"))
                .isEqualTo(List.of(1L, 5L, 3L, 4L, 0L, 2L));
        assertThat(duckdb.rows(new BoundPlan.Sort(frame, List.of(key("x", true, true)), true)).column("n"))
                .isEqualTo(List.of(2L, 0L, 3L, 4L, 5L, 1L));
        assertThat(
                        duckdb.rows(new BoundPlan.Sort(frame, List.of(key("x", false, true)), true))
                                .column("x")
                                .subList(1, 3))
                .isEqualTo(List.of(-0.0, 0.0));
        assertThat(duckdb.rows(new BoundPlan.TopK(frame, 2, List.of(key("x", true, true)))).column("n"))
                .containsExactlyInAnyOrder(2L, 0L);
        assertThat(duckdb.rows(new BoundPlan.TopK(frame, 4, List.of(key("x", false, false)), true)).column("n"))
                .isEqualTo(List.of(1L, 5L, 3L, 4L));
    }

    @Test
    void sortsManyRowsStably() {
        var keys = new ArrayList<Long>();
        for (long i = 0; i < 50_000; i++) {
            keys.add(i % 7);
        }
        var batch = Columns.batch("k", columns().of(Types.INT64, keys), "n", columns().of(Types.INT64, range(50_000)));
        List<List<Object>> rows =
                rows(new BoundPlan.Sort(duckdb.frame("t", batch), List.of(key("k", false, false)), true));
        for (int i = 1; i < rows.size(); i++) {
            long before = (long) rows.get(i - 1).get(0) * 100_000 + (long) rows.get(i - 1).get(1);
            assertThat((long) rows.get(i).get(0) * 100_000 + (long) rows.get(i).get(1)).isGreaterThan(before);
        }
    }

    @ParameterizedTest
    @EnumSource(Plan.Keep.class)
    void keepsOneOfEachSetOfEqualRows(Plan.Keep keep) {
        BoundPlan frame = table("k", Arrays.asList(2L, null, 2L, 1L, null), "v", List.of("a", "b", "c", "d", "e"));
        List<Object> kept = duckdb.rows(new BoundPlan.Distinct(frame, List.of("k"), keep, true)).column("v");
        assertThat(kept)
                .isEqualTo(
                        switch (keep) {
                            case ANY, FIRST -> List.of("a", "b", "d");
                            case LAST -> List.of("c", "d", "e");
                            case NONE -> List.of("d");
                        });
        assertThat(rows(new BoundPlan.Distinct(frame, List.of("k"), keep, false))).hasSize(kept.size());
        assertThat(rows(new BoundPlan.Distinct(frame, List.of("k", "v"), keep, false))).hasSize(5);
    }

    @Test
    void groupsNullsAndNaNs() {
        var batch =
                Columns.batch(
                        "k", columns().float64(0.0, Double.NaN, null, -0.0, Double.NaN, null),
                        "v", columns().int64(1L, 2L, 3L, 4L, 5L, null));
        var aggregates =
                List.of(
                        computed("s", Aggregation.SUM, Types.INT64, "v"),
                        computed("f", Aggregation.FIRST, Types.INT64, "v"));
        var plan = new BoundPlan.Aggregate(duckdb.frame("t", batch), List.of("k"), aggregates, true);
        assertThat(rows(plan)).hasSize(3);
        assertThat(duckdb.rows(plan).column("s")).isEqualTo(List.of(5L, 7L, 3L));
        assertThat(duckdb.rows(plan).column("f")).isEqualTo(List.of(1L, 2L, 3L));
    }

    @Test
    void aggregatesNothingToOneRow() {
        BoundPlan frame = duckdb.frame("a", columns().int64());
        var aggregates =
                List.of(
                        computed("s", Aggregation.SUM, Types.INT64, "a"),
                        computed("m", Aggregation.MAX, Types.INT64, "a"));
        assertThat(rows(new BoundPlan.Aggregate(frame, List.of(), aggregates, false)))
                .isEqualTo(List.of(row(0L, null)));
        assertThat(rows(new BoundPlan.Aggregate(frame, List.of("a"), List.of(), false))).isEmpty();
    }

    @Test
    void putsWindowsBehindTheRowsInTheirOrder() {
        BoundPlan frame = table("k", List.of(1L, 2L, 1L, 2L, 1L), "v", List.of("a", "b", "c", "d", "e"));
        var windows =
                List.of(
                        computed("i", OrderedFunction.ROW_INDEX, Types.UINT32),
                        computed("s", Aggregation.SUM, Types.INT64, "k"));
        assertThat(rows(new BoundPlan.Window(frame, List.of("k"), windows)))
                .isEqualTo(
                        List.of(
                                row(1L, "a", 0L, 3L),
                                row(2L, "b", 0L, 4L),
                                row(1L, "c", 1L, 3L),
                                row(2L, "d", 1L, 4L),
                                row(1L, "e", 2L, 3L)));
    }

    private BoundPlan.Join join(
            Plan.JoinKind how, boolean nullsEqual, Plan.JoinValidation validate, Plan.JoinOrder order) {
        BoundPlan left = table("k", Arrays.asList(3L, 1L, null, 1L), "v", List.of("a", "b", "c", "d"));
        BoundPlan right = table("j", Arrays.asList(1L, null, 2L), "w", List.of("x", "y", "z"));
        boolean both = how != Plan.JoinKind.SEMI && how != Plan.JoinKind.ANTI;
        var fields = new ArrayList<>(left.schema().fields());
        if (both) {
            fields.addAll(right.schema().fields());
        }
        List<String> l = how == Plan.JoinKind.CROSS ? List.of() : List.of("k");
        List<String> r = how == Plan.JoinKind.CROSS ? List.of() : List.of("j");
        return new BoundPlan.Join(left, right, how, l, r, nullsEqual, null, validate, order, new Schema(fields));
    }

    private List<Object> pairs(Plan.JoinKind how, boolean nullsEqual, Plan.JoinOrder order) {
        List<Object> pairs = new ArrayList<>();
        for (List<Object> row : rows(join(how, nullsEqual, Plan.JoinValidation.MANY_TO_MANY, order))) {
            pairs.add(row.size() == 2 ? row.get(1) : row.get(1) + "" + row.get(3));
        }
        return pairs;
    }

    @Test
    void joinsInAllWays() {
        var order = Plan.JoinOrder.LEFT_RIGHT;
        assertThat(pairs(Plan.JoinKind.INNER, false, order)).isEqualTo(List.of("bx", "dx"));
        assertThat(pairs(Plan.JoinKind.INNER, true, order)).isEqualTo(List.of("bx", "cy", "dx"));
        assertThat(pairs(Plan.JoinKind.LEFT, false, order)).isEqualTo(List.of("anull", "bx", "cnull", "dx"));
        assertThat(pairs(Plan.JoinKind.RIGHT, false, Plan.JoinOrder.RIGHT))
                .isEqualTo(List.of("bx", "dx", "nully", "nullz"));
        assertThat(pairs(Plan.JoinKind.FULL, false, order))
                .isEqualTo(List.of("anull", "bx", "cnull", "dx", "nully", "nullz"));
        assertThat(pairs(Plan.JoinKind.FULL, true, order)).isEqualTo(List.of("anull", "bx", "cy", "dx", "nullz"));
        assertThat(pairs(Plan.JoinKind.SEMI, false, order)).isEqualTo(List.of("b", "d"));
        assertThat(pairs(Plan.JoinKind.ANTI, false, order)).isEqualTo(List.of("a", "c"));
        assertThat(pairs(Plan.JoinKind.ANTI, true, order)).isEqualTo(List.of("a"));
        assertThat(pairs(Plan.JoinKind.CROSS, false, order)).hasSize(12).startsWith("ax", "ay", "az", "bx");
        for (Plan.JoinKind kind : Plan.JoinKind.values()) {
            assertThat(pairs(kind, false, Plan.JoinOrder.NONE)).hasSameSizeAs(pairs(kind, false, order));
        }
    }

    @Test
    void validatesJoinKeysBeforeAnyRowComes() {
        for (Plan.JoinOrder order : List.of(Plan.JoinOrder.NONE, Plan.JoinOrder.LEFT)) {
            assertThat(rows(join(Plan.JoinKind.INNER, false, Plan.JoinValidation.MANY_TO_ONE, order))).hasSize(2);
            assertFails(join(Plan.JoinKind.INNER, false, Plan.JoinValidation.ONE_TO_MANY, order), ErrorCode.COMPUTE);
            assertFails(join(Plan.JoinKind.LEFT, false, Plan.JoinValidation.ONE_TO_ONE, order), ErrorCode.COMPUTE);
        }
    }

    @Test
    void joinsOnAConditionOverBothSides() {
        BoundPlan left = duckdb.frame("a", columns().int64(1L, 2L, 3L));
        BoundPlan right = duckdb.frame("b", columns().int64(2L, 3L));
        var condition =
                new BoundExpr.Call(
                        LogicFunction.LT,
                        List.of(new BoundExpr.Ref("a", Types.INT64), new BoundExpr.Ref("b", Types.INT64)),
                        Options.NONE,
                        Types.BOOL);
        var schema = new Schema(List.of(left.schema().field(0), right.schema().field(0)));
        var plan =
                new BoundPlan.Join(
                        left,
                        right,
                        Plan.JoinKind.INNER,
                        List.of(),
                        List.of(),
                        false,
                        condition,
                        Plan.JoinValidation.MANY_TO_MANY,
                        Plan.JoinOrder.NONE,
                        schema);
        assertThat(rows(plan)).containsExactlyInAnyOrder(row(1L, 2L), row(1L, 3L), row(2L, 3L));
    }

    @Test
    void unitesInOrder() {
        BoundPlan one = duckdb.frame("a", columns().of(Types.INT64, range(20_000)));
        var union = new BoundPlan.Union(List.of(one, one, one), one.schema());
        List<Object> values = duckdb.rows(union).column("a");
        assertThat(values.subList(20_000, 40_000)).isEqualTo(range(20_000));
        assertThat(values.subList(40_000, 60_000)).isEqualTo(range(20_000));
    }

    private BoundPlan.Zip zip(BoundPlan.Heights heights, long... sizes) {
        var inputs = new ArrayList<BoundPlan>();
        var fields = new ArrayList<Field>();
        for (int i = 0; i < sizes.length; i++) {
            inputs.add(duckdb.frame("c" + i, columns().of(Types.INT64, range(sizes[i]))));
            fields.add(inputs.get(i).schema().field(0));
        }
        return new BoundPlan.Zip(inputs, heights, new Schema(fields));
    }

    @Test
    void putsTablesSideBySide() {
        assertThat(rows(zip(BoundPlan.Heights.EQUAL, 3, 3))).isEqualTo(List.of(row(0L, 0L), row(1L, 1L), row(2L, 2L)));
        assertThat(rows(zip(BoundPlan.Heights.EQUAL, 30_000, 30_000))).allMatch(r -> r.get(0).equals(r.get(1)));
        assertFails(zip(BoundPlan.Heights.EQUAL, 3, 2), ErrorCode.SHAPE);
        assertThat(rows(zip(BoundPlan.Heights.PAD, 1, 2))).isEqualTo(List.of(row(0L, 0L), row(null, 1L)));
        assertThat(rows(zip(BoundPlan.Heights.BROADCAST, 2, 1, 2)))
                .isEqualTo(List.of(row(0L, 0L, 0L), row(1L, 0L, 1L)));
        assertThat(rows(zip(BoundPlan.Heights.BROADCAST, 1, 1))).isEqualTo(List.of(row(0L, 0L)));
        assertThat(rows(zip(BoundPlan.Heights.BROADCAST, 1, 0))).isEmpty();
        assertFails(zip(BoundPlan.Heights.BROADCAST, 3, 2), ErrorCode.SHAPE);
        assertFails(zip(BoundPlan.Heights.BROADCAST, 3, 0), ErrorCode.SHAPE);
        assertThat(rows(zip(BoundPlan.Heights.BROADCAST, 30_000, 1)))
                .hasSize(30_000)
                .element(29_999)
                .isEqualTo(row(29_999L, 0L));
    }

    private List<List<Object>> explode(boolean emptyAsNull, boolean keepNulls) {
        var list = columns().list(Types.INT64, List.of(1L, 2L), List.of(), null, Arrays.asList((Long) null));
        BoundPlan frame = duckdb.frame("t", Columns.batch("l", list, "v", columns().utf8("a", "b", "c", "d")));
        var schema = new Schema(List.of(Field.nullable("l", Types.INT64), frame.schema().field("v")));
        return rows(new BoundPlan.Explode(frame, List.of("l"), emptyAsNull, keepNulls, schema));
    }

    @Test
    void explodesLists() {
        assertThat(explode(false, true)).isEqualTo(List.of(row(1L, "a"), row(2L, "a"), row(null, "c"), row(null, "d")));
        assertThat(explode(true, false)).isEqualTo(List.of(row(1L, "a"), row(2L, "a"), row(null, "b"), row(null, "d")));
    }

    @Test
    void explodesInStepOrNotAtAll() {
        var a = columns().list(Types.INT64, List.of(1L, 2L), List.of(3L));
        var b = columns().list(Types.UTF8, List.of("x", "y"), List.of("z"));
        BoundPlan frame = duckdb.frame("t", Columns.batch("a", a, "b", b));
        var schema = new Schema(List.of(Field.nullable("a", Types.INT64), Field.nullable("b", Types.UTF8)));
        assertThat(rows(new BoundPlan.Explode(frame, List.of("a", "b"), false, true, schema)))
                .isEqualTo(List.of(row(1L, "x"), row(2L, "y"), row(3L, "z")));
        var c = columns().list(Types.UTF8, List.of("x"), List.of("z"));
        BoundPlan uneven =
                duckdb.frame(
                        "u", Columns.batch("a", columns().list(Types.INT64, List.of(1L, 2L), List.of(3L)), "b", c));
        assertFails(new BoundPlan.Explode(uneven, List.of("a", "b"), false, true, schema), ErrorCode.SHAPE);
    }

    @Test
    void unpivotsColumnAfterColumn() {
        var batch =
                Columns.batch(
                        "k", columns().utf8("p", "q"), "x", columns().int64(1L, 2L), "y", columns().int64(3L, null));
        BoundPlan frame = duckdb.frame("t", batch);
        var schema =
                new Schema(
                        List.of(
                                Field.nullable("k", Types.UTF8),
                                Field.nullable("variable", Types.UTF8),
                                Field.nullable("value", Types.INT64)));
        var expected = List.of(row("p", "x", 1L), row("q", "x", 2L), row("p", "y", 3L), row("q", "y", null));
        for (BoundPlan input : List.of(frame, new BoundPlan.Slice(frame, 0, 5L))) {
            var plan = new BoundPlan.Unpivot(input, List.of("x", "y"), List.of("k"), "variable", "value", schema);
            assertThat(rows(plan)).isEqualTo(expected);
        }
    }

    @Test
    void samplesTheSameRowsForTheSameSeed() {
        BoundPlan frame = duckdb.frame("a", columns().of(Types.INT64, range(1000)));
        var sample = new BoundPlan.Sample(frame, 10L, null, false, false, 7);
        List<Object> once = duckdb.rows(sample).column("a");
        assertThat(once).hasSize(10).doesNotHaveDuplicates().isSorted();
        assertThat(duckdb.rows(sample).column("a")).isEqualTo(once);
        var shuffled = new BoundPlan.Sample(frame, 1000L, null, false, true, 7);
        assertThat(duckdb.rows(shuffled).column("a"))
                .isNotEqualTo(range(1000))
                .containsExactlyInAnyOrderElementsOf(range(1000));
        assertThat(rows(new BoundPlan.Sample(frame, null, 0.25, false, false, 1))).hasSize(250);
        assertThat(rows(new BoundPlan.Sample(frame, 3000L, null, true, false, 1))).hasSize(3000);
        assertFails(new BoundPlan.Sample(frame, 1001L, null, false, false, 1), ErrorCode.SHAPE);
    }

    @Test
    void countsRows() {
        BoundPlan frame = duckdb.frame("a", columns().utf8("x", "y"));
        var schema = new Schema(List.of(Field.nullable("i", Types.UINT32), frame.schema().field(0)));
        assertThat(rows(new BoundPlan.RowIndex(frame, "i", 5, schema))).isEqualTo(List.of(row(5L, "x"), row(6L, "y")));
    }

    @Test
    void runsTablesWithoutColumns() {
        BoundPlan frame = duckdb.frame("a", columns().int64(1L, 2L, 3L));
        var none = new BoundPlan.Project(frame, List.of());
        try (BatchStream stream = DuckDb.engine().run(new BoundPlan.Slice(none, 1, null), duckdb);
                var batch = stream.next()) {
            assertThat(batch.rows()).isEqualTo(2);
            assertThat(batch.columns()).isEmpty();
        }
        assertThat(
                        rows(
                                new BoundPlan.Aggregate(
                                        none, List.of(), List.of(computed("n", Aggregation.LEN, Types.UINT32)), false)))
                .isEqualTo(List.of(row(3L)));
    }

    @Test
    void refusesToComputeWithWhatItOnlyCarries() {
        var interval = new DataType.Interval(DataType.IntervalUnit.DAY_TIME);
        BoundPlan frame = duckdb.frame("i", columns().nulls(interval, 2));
        assertFails(new BoundPlan.Sort(frame, List.of(key("i", false, false)), true), ErrorCode.UNSUPPORTED_TYPE);
        assertFails(new BoundPlan.Aggregate(frame, List.of("i"), List.of(), false), ErrorCode.UNSUPPORTED_TYPE);
    }
}
