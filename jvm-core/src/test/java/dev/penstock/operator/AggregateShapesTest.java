package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.column.Frame;
import dev.penstock.kernel.group.Accumulators;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Options;
import dev.penstock.testing.Awkward;
import dev.penstock.testing.ObviousAggregates;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Aggregates that look at the shape of values, at two columns, or at rows in an order.
@Timeout(120)
class AggregateShapesTest extends AggregateChecks {
    @ParameterizedTest(name = "in {0} groups (seed 41)")
    @ValueSource(ints = {1, 3, 20})
    void measuresTheShapeOfValues(int groups) {
        var random = new RandomValues(41);
        var schema = new Schema(List.of(Field.nullable("k", Types.INT64), Field.nullable("x", Types.FLOAT64)));
        var table = new ArrayList<List<Object>>();
        for (int row = 0; row < 1000; row++) {
            Object x = row % 9 == 0 ? null : (Object) (Math.pow(random.below(1000), 3) / 1e4 + 1e5);
            table.add(Arrays.asList((long) random.below(groups), x));
        }
        var biased = new Options(Map.of("bias", true, "fisher", false));
        var estimated = new Options(Map.of("bias", false));
        var aggregates = new ArrayList<Computed>();
        for (Options options : List.of(biased, estimated, Options.NONE)) {
            aggregates.add(computed(Aggregation.SKEW, options, Types.FLOAT64, null, "x"));
            aggregates.add(computed(Aggregation.KURTOSIS, options, Types.FLOAT64, null, "x"));
        }
        assertAllEqual(schema, List.of("k"), aggregates, table);
        assertAllEqual(schema, List.of(), aggregates, table);
        List<List<Object>> constant = Collections.nCopies(5, List.of(1L, 0.1));
        assertAllEqual(schema, List.of("k"), aggregates, constant);
    }

    static Stream<DataType> orderTypes() {
        return Awkward.types().filter(Accumulators::isPicked).filter(type -> !(type instanceof DataType.Null));
    }

    @ParameterizedTest(name = "by {0} (seed 43)")
    @MethodSource("orderTypes")
    void picksTheRowWithTheExtremeValueOfAnotherColumn(DataType type) {
        var random = new RandomValues(43);
        var schema =
                new Schema(
                        List.of(
                                Field.nullable("k", Types.INT64),
                                Field.nullable("y", type),
                                Field.nullable("x", Types.INT64),
                                Field.nullable("mask", Types.BOOL)));
        List<Object> keys = random.values(type, 300, 0.2);
        var table = new ArrayList<List<Object>>();
        for (int row = 0; row < 300; row++) {
            table.add(Arrays.asList((long) random.below(20), keys.get(row), (long) row, random.below(4) > 0));
        }
        var aggregates = new ArrayList<Computed>();
        for (String filter : Arrays.asList(null, "mask")) {
            aggregates.add(
                    new Computed(
                            "least" + filter,
                            Aggregation.MIN_BY,
                            List.of("x", "y"),
                            Options.NONE,
                            filter,
                            List.of(),
                            Types.INT64));
            aggregates.add(
                    new Computed(
                            "most" + filter,
                            Aggregation.MAX_BY,
                            List.of("x", "y"),
                            Options.NONE,
                            filter,
                            List.of(),
                            Types.INT64));
        }
        assertAllEqual(schema, List.of("k"), aggregates, table);
        assertAllEqual(schema, List.of(), aggregates, table);
        assertAllEqual(schema, List.of(), aggregates, List.of());
    }

    @ParameterizedTest(name = "{0} (seed 47)")
    @ValueSource(strings = {"float64", "float32", "int16", "bool", "decimal"})
    void measuresHowTwoColumnsVaryTogether(String name) {
        DataType type =
                switch (name) {
                    case "float64" -> Types.FLOAT64;
                    case "float32" -> Types.FLOAT32;
                    case "int16" -> Types.INT16;
                    case "bool" -> Types.BOOL;
                    default -> new DataType.Decimal(128, 38, 2);
                };
        var random = new RandomValues(47);
        var schema =
                new Schema(
                        List.of(
                                Field.nullable("k", Types.INT64),
                                Field.nullable("x", type),
                                Field.nullable("y", Types.FLOAT64)));
        List<Object> xs = gentle(random, type, 400);
        var table = new ArrayList<List<Object>>();
        for (int row = 0; row < 400; row++) {
            double noise = random.below(100) / 10.0;
            Object x = xs.get(row);
            double y =
                    x == null
                            ? noise
                            : ObviousAggregates.of(Aggregation.MEAN, Options.NONE, List.of(x), type, Types.FLOAT64)
                                            instanceof Double number
                                    ? number + noise
                                    : noise;
            table.add(Arrays.asList((long) random.below(12), x, row % 7 == 0 ? null : (Object) y));
        }
        DataType result = Types.FLOAT64;
        List<Computed> aggregates =
                List.of(
                        computed(Aggregation.COV, Options.NONE, result, null, "x", "y"),
                        computed(Aggregation.COV, new Options(Map.of("ddof", 0L)), result, null, "x", "y"),
                        computed(Aggregation.CORR, Options.NONE, result, null, "x", "y"));
        assertAllEqual(schema, List.of("k"), aggregates, table);
        assertAllEqual(schema, List.of(), aggregates, table);
        assertAllEqual(schema, List.of(), aggregates, List.of());
    }

    @Test
    void knowsTheOnlyItemOfAGroup() {
        var schema = new Schema(List.of(Field.nullable("k", Types.INT64), Field.nullable("x", Types.UTF8)));
        var scan = new BoundPlan.FrameScan("f", schema);
        var item = computed(Aggregation.ITEM, Options.NONE, Types.UTF8, null, "x");
        var perhaps = computed(Aggregation.ITEM, new Options(Map.of("allow_empty", true)), Types.UTF8, null, "x");
        var byKey = new BoundPlan.Aggregate(scan, List.of("k"), List.of(item), true);
        List<List<Object>> table = List.of(List.of(1L, "a"), Arrays.asList(2L, null));
        try (Frame frame = memory.columns().frame(schema, table, 1)) {
            assertThat(run(byKey, frame, 2, 1).rows()).isEqualTo(table);
            assertThatThrownBy(() -> run(new BoundPlan.Aggregate(scan, List.of(), List.of(item), false), frame, 2, 1))
                    .hasMessageContaining("item() expects one value, got 2");
        }
        try (Frame none = memory.columns().frame(schema, List.of(), 1)) {
            assertThat(run(new BoundPlan.Aggregate(scan, List.of(), List.of(perhaps), false), none, 2, 1).rows())
                    .isEqualTo(List.of(Collections.singletonList(null)));
            assertThatThrownBy(() -> run(new BoundPlan.Aggregate(scan, List.of(), List.of(item), false), none, 2, 1))
                    .hasMessageContaining("item() expects one value, got 0");
        }
    }

    /// First, last and all values in the order of another column, which has ties and nulls, with and without a filter.
    @Test
    void seesRowsInAnOrderOfTheirOwn() {
        var random = new RandomValues(53);
        var schema =
                new Schema(
                        List.of(
                                Field.nullable("k", Types.INT64),
                                Field.nullable("y", Types.INT64),
                                Field.nullable("x", Types.INT64),
                                Field.nullable("mask", Types.BOOL)));
        var table = new ArrayList<List<Object>>();
        for (int row = 0; row < 400; row++) {
            Object y = row % 11 == 0 ? null : (Object) (long) random.below(30);
            table.add(Arrays.asList((long) random.below(9), y, (long) row, random.below(3) > 0));
        }
        for (boolean descending : new boolean[] {false, true}) {
            for (boolean nullsLast : new boolean[] {false, true}) {
                Comparator<Object> values = Comparator.comparingLong(y -> (Long) y);
                Comparator<Object> nullable =
                        nullsLast
                                ? Comparator.nullsLast(descending ? values.reversed() : values)
                                : Comparator.nullsFirst(descending ? values.reversed() : values);
                var key = new BoundPlan.Key("y", descending, nullsLast);
                assertInOrder(schema, table, key, Comparator.comparing(row -> row.get(1), nullable));
            }
        }
    }

    private void assertInOrder(
            Schema schema, List<List<Object>> table, BoundPlan.Key key, Comparator<List<Object>> order) {
        var aggregates = new ArrayList<Computed>();
        for (String filter : Arrays.asList(null, "mask")) {
            for (Aggregation function : List.of(Aggregation.FIRST, Aggregation.LAST, Aggregation.IMPLODE)) {
                DataType type = function == Aggregation.IMPLODE ? DataType.listOf(Types.INT64) : Types.INT64;
                String name = function.symbol() + filter;
                aggregates.add(new Computed(name, function, List.of("x"), Options.NONE, filter, List.of(key), type));
            }
        }
        var scan = new BoundPlan.FrameScan("f", schema);
        List<List<Object>> sorted = table.stream().sorted(order).toList();
        for (List<String> keys : List.of(List.of("k"), List.<String>of())) {
            var plan = new BoundPlan.Aggregate(scan, keys, aggregates, false);
            for (int batchRows : new int[] {7, 16_384}) {
                try (Frame frame = memory.columns().frame(schema, table, batchRows)) {
                    Rows actual = run(plan, frame, 2, batchRows);
                    actual.sorted().assertEquals(obvious(plan, new Rows(schema, sorted)).sorted());
                }
            }
        }
    }
}
