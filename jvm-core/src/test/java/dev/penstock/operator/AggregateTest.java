package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.group.RowKeys;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Budget;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Options;
import dev.penstock.testing.Awkward;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestRun;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class AggregateTest extends AggregateChecks {
    static Stream<DataType> keyTypes() {
        return Awkward.types().filter(RowKeys::handles);
    }

    /// Values whose sums are exact, so that the order of the rows does not matter.
    @ParameterizedTest(name = "by {0}")
    @MethodSource("keyTypes")
    void groupsByEachTypeOfKey(DataType type) {
        var random = new RandomValues(17);
        int rows = 300;
        var schema =
                new Schema(
                        List.of(
                                Field.nullable("k", type),
                                Field.nullable("i", Types.INT32),
                                Field.nullable("mask", Types.BOOL)));
        List<Object> pool = random.values(type, 12, 0.1);
        var table = new ArrayList<List<Object>>();
        List<Object> numbers = gentle(random, Types.INT32, rows);
        List<Object> masks = random.values(Types.BOOL, rows, 0.2);
        for (int row = 0; row < rows; row++) {
            var values = new ArrayList<>();
            values.add(random.oneOf(pool));
            values.add(numbers.get(row));
            values.add(masks.get(row));
            table.add(values);
        }
        List<Computed> aggregates =
                aggregates(schema).stream()
                        .filter(aggregate -> !aggregate.arguments().contains("k"))
                        .filter(aggregate -> !aggregate.arguments().contains("mask"))
                        .toList();
        assertAllEqual(schema, List.of("k"), aggregates, table);
    }

    static Stream<DataType> valueTypes() {
        return Awkward.types();
    }

    @ParameterizedTest(name = "of {0}")
    @MethodSource("valueTypes")
    void aggregatesEachTypeOfValue(DataType type) {
        var random = new RandomValues(23);
        int rows = 150;
        var schema =
                new Schema(
                        List.of(
                                Field.nullable("k", Types.INT16),
                                Field.nullable("x", type),
                                Field.nullable("mask", Types.BOOL)));
        List<Object> numbers = gentle(random, type, rows);
        List<Object> masks = random.values(Types.BOOL, rows, 0.2);
        var table = new ArrayList<List<Object>>();
        for (int row = 0; row < rows; row++) {
            var values = new ArrayList<>();
            values.add(row % 7 == 6 ? null : (Object) (long) (row / 3 % 5));
            values.add(row % 7 == 1 ? null : numbers.get(row));
            values.add(masks.get(row));
            table.add(values);
        }
        List<Computed> aggregates =
                aggregates(schema).stream()
                        .filter(aggregate -> !aggregate.arguments().contains("k"))
                        .filter(aggregate -> !aggregate.arguments().contains("mask") || type.equals(Types.BOOL))
                        .toList();
        if (type instanceof DataType.Union) {
            // A union has no null of its own, so what no row is left for is null in its first field.
            aggregates = aggregates.stream().filter(aggregate -> aggregate.filter() == null).toList();
        } else {
            assertAllEqual(schema, List.of(), aggregates, List.of());
        }
        assertAllEqual(schema, List.of("k"), aggregates, table);
        assertAllEqual(schema, List.of(), aggregates, table);
        assertAllEqual(schema, List.of("k"), aggregates, List.of());
        assertAllEqual(schema, List.of("k"), aggregates, table.subList(0, 1));
    }

    static Stream<List<DataType>> keyPairs() {
        var random = new RandomValues(29);
        List<DataType> types = keyTypes().toList();
        return Stream.generate(() -> List.of(random.oneOf(types), random.oneOf(types), random.oneOf(types))).limit(12);
    }

    @ParameterizedTest(name = "by {0} (seed 31)")
    @MethodSource("keyPairs")
    void groupsBySeveralKeys(List<DataType> types) {
        var random = new RandomValues(31);
        var fields = new ArrayList<Field>();
        var pools = new ArrayList<List<Object>>();
        for (int i = 0; i < types.size(); i++) {
            fields.add(Field.nullable("k" + i, types.get(i)));
            pools.add(random.values(types.get(i), 4, 0.2));
        }
        fields.add(Field.nullable("x", Types.UTF8));
        var schema = new Schema(fields);
        List<Object> texts = random.values(Types.UTF8, 200, 0.2);
        var table = new ArrayList<List<Object>>();
        for (Object text : texts) {
            var values = new ArrayList<>();
            pools.forEach(pool -> values.add(random.oneOf(pool)));
            values.add(text);
            table.add(values);
        }
        List<Computed> aggregates =
                aggregates(schema).stream()
                        .filter(aggregate -> aggregate.filter() == null)
                        .filter(aggregate -> aggregate.arguments().contains("x"))
                        .toList();
        assertAllEqual(schema, List.of("k0", "k1"), aggregates, table);
        assertAllEqual(schema, List.of("k2", "k0", "k1"), aggregates, table);
    }

    /// So many groups that the workers' parts are split and put together in parallel, in tables that grow.
    @ParameterizedTest(name = "on {0} threads")
    @ValueSource(ints = {1, 2, 4})
    void groupsByManyKeys(int threads) {
        int rows = 200_000;
        var schema = new Schema(List.of(Field.nullable("k", Types.INT64), Field.nullable("x", Types.INT64)));
        var keys = new ArrayList<Object>();
        var values = new ArrayList<Object>();
        for (long row = 0; row < rows; row++) {
            keys.add(row % 1000 == 0 ? null : (Object) ((row * 7919 % 60_000) << 20));
            values.add(row);
        }
        try (Frame frame =
                new Frame(
                        schema,
                        List.of(
                                new dev.penstock.column.Batch(
                                        schema,
                                        rows,
                                        List.of(
                                                memory.columns().of(Types.INT64, keys),
                                                memory.columns().of(Types.INT64, values)))))) {
            for (boolean maintainOrder : new boolean[] {true, false}) {
                var plan =
                        new BoundPlan.Aggregate(
                                new BoundPlan.FrameScan("f", schema),
                                List.of("k"),
                                List.of(
                                        new Computed(
                                                "s",
                                                Aggregation.SUM,
                                                List.of("x"),
                                                Options.NONE,
                                                null,
                                                List.of(),
                                                Types.INT64)),
                                maintainOrder);
                Rows actual = run(plan, frame, threads, 5000);
                Rows expected = obvious(plan, Rows.of(frame));
                if (maintainOrder) {
                    actual.assertEquals(expected);
                } else {
                    assertThat(Map.copyOf(map(actual))).isEqualTo(map(expected));
                }
            }
        }
    }

    @Test
    void refusesASumOfDecimalsWithTooManyDigits() {
        var type = new DataType.Decimal(128, 38, 0);
        var schema = new Schema(List.of(Field.nullable("x", type)));
        var plan =
                new BoundPlan.Aggregate(
                        new BoundPlan.FrameScan("f", schema),
                        List.of(),
                        List.of(computed(Aggregation.SUM, Options.NONE, type, null, "x")),
                        false);
        var most = new BigDecimal(BigInteger.TEN.pow(38).subtract(BigInteger.ONE));
        // What is too much for 128 bits in between may come back.
        List<List<Object>> back =
                List.of(List.of(most), List.of(most), List.of(most), List.of(most.negate()), List.of(most.negate()));
        try (Frame frame = memory.columns().frame(schema, back, 2)) {
            assertThat(run(plan, frame, 2, 2).rows()).isEqualTo(List.of(List.of(most)));
        }
        for (BigDecimal more : List.of(BigDecimal.ONE, most)) {
            List<List<Object>> over = List.of(List.of(most), List.of(more));
            try (Frame frame = memory.columns().frame(schema, over, 2)) {
                assertThatThrownBy(() -> run(plan, frame, 2, 2)).hasMessageContaining("the sum has more digits");
            }
        }
    }

    /// Budgets from next to nothing up to enough: each ends in rows, or in an error that leaves nothing behind.
    @ParameterizedTest(name = "on {0} threads")
    @ValueSource(ints = {1, 2})
    void leavesNothingBehindWhenThereIsNoRoom(int threads) {
        var random = new RandomValues(61);
        int rows = 40_000;
        var schema = new Schema(List.of(Field.nullable("k", Types.UTF8), Field.nullable("x", Types.FLOAT64)));
        var table = new ArrayList<List<Object>>();
        for (int row = 0; row < rows; row++) {
            table.add(List.of("key " + random.below(9_000), (double) random.below(1000)));
        }
        var aggregates = new ArrayList<Computed>();
        for (Aggregation function :
                List.of(Aggregation.SUM, Aggregation.MAX, Aggregation.MEDIAN, Aggregation.N_UNIQUE, Aggregation.SKEW)) {
            DataType type = function == Aggregation.N_UNIQUE ? Types.UINT32 : Types.FLOAT64;
            aggregates.add(computed(function, Options.NONE, type, null, "x"));
        }
        var plan = new BoundPlan.Aggregate(new BoundPlan.FrameScan("f", schema), List.of("k"), aggregates, false);
        int refused = 0;
        try (Frame frame = memory.columns().frame(schema, table, 16_384)) {
            for (long limit = 1 << 12; limit < 1 << 28; limit += limit / 7) {
                Budget budget = Budget.root("the query", limit);
                try {
                    new TestRun(engine, new Allocator(memory.pool(), budget), threads, 16_384)
                            .rows(plan, Map.of("f", frame));
                } catch (PenstockException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.MEMORY_LIMIT);
                    refused++;
                }
                assertThat(budget.usedBytes()).as("of " + limit).isZero();
            }
        }
        assertThat(refused).isBetween(20, 100);
    }

    @Test
    void saysWhatItCannotDo() {
        DataType union = new DataType.Union(true, List.of(0), List.of(Field.nullable("i", Types.INT8)));
        var schema = new Schema(List.of(Field.nullable("l", DataType.listOf(Types.INT8)), Field.nullable("u", union)));
        var scan = new BoundPlan.FrameScan("f", schema);
        assertThat(engine.refusal(new BoundPlan.Aggregate(scan, List.of("u"), List.of(), false)))
                .isEqualTo("has no groups by " + union + " yet");
        var skew = new Computed("s", Aggregation.SKEW, List.of("l"), Options.NONE, null, List.of(), Types.FLOAT64);
        assertThat(engine.refusal(new BoundPlan.Aggregate(scan, List.of(), List.of(skew), false)))
                .isEqualTo("has no aggregation \"skew\" of list<int8> yet");
    }
}
