package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.column.Frame;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.group.Accumulators;
import dev.penstock.kernel.group.RowKeys;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Budget;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Options;
import dev.penstock.testing.Awkward;
import dev.penstock.testing.Frames;
import dev.penstock.testing.ObviousAggregates;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.TestRun;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class AggregateTest {
    private static final CoreEngine ENGINE = new CoreEngine(4);
    private static final Options KLEENE = new Options(Map.of("ignore_nulls", false));
    private static final Options PASSING_OVER = new Options(Map.of("ignore_nulls", true));

    private static final List<String> NO_FILTER = Collections.singletonList(null);

    @RegisterExtension final TestMemory memory = new TestMemory();

    @AfterAll
    static void stop() {
        ENGINE.close();
    }

    /// All aggregates that the engine has for the columns of `schema`, each with and without a filter.
    private static List<Computed> aggregates(Schema schema) {
        var aggregates = new ArrayList<Computed>();
        for (Field field : schema.fields()) {
            for (Aggregation function : Aggregation.values()) {
                for (String filter : schema.contains("mask") ? Arrays.asList(null, "mask") : NO_FILTER) {
                    for (Options options : options(function)) {
                        add(aggregates, schema, field, function, options, filter);
                    }
                }
            }
        }
        return aggregates;
    }

    private static List<Options> options(Aggregation function) {
        return switch (function) {
            case ANY, ALL, FIRST, LAST -> List.of(Options.NONE, KLEENE, PASSING_OVER);
            case QUANTILE ->
                    Stream.of("nearest", "lower", "higher", "midpoint", "linear", "equiprobable")
                            .map(between -> new Options(Map.of("quantile", 0.3, "interpolation", between)))
                            .toList();
            // An error wherever there are several values.
            case ITEM -> List.of();
            // Where they are close to nothing, they are what rounding left over.
            case SKEW, KURTOSIS -> List.of();
            default -> List.of(Options.NONE);
        };
    }

    private static void add(
            List<Computed> aggregates,
            Schema schema,
            Field field,
            Aggregation function,
            Options options,
            String filter) {
        DataType type;
        try {
            List<Expr> arguments = function == Aggregation.LEN ? List.of() : List.of(new Expr.Column("x"));
            type = Frames.typeOf(new Expr.Call(function, arguments, options), "x", field.type());
        } catch (RuntimeException e) {
            return;
        }
        List<String> columns = function == Aggregation.LEN ? List.of() : List.of(field.name());
        var aggregate = new Computed("a" + aggregates.size(), function, columns, options, filter, List.of(), type);
        if (AggregateFunctions.refusal(aggregate, schema) == null) {
            aggregates.add(aggregate);
        }
    }

    private static Rows obvious(BoundPlan.Aggregate plan, Rows input) {
        Schema schema = input.schema();
        var groups = new LinkedHashMap<List<Object>, List<List<Object>>>();
        if (plan.keys().isEmpty()) {
            groups.put(List.of(), new ArrayList<>());
        }
        for (List<Object> row : input.rows()) {
            var key = new ArrayList<Object>();
            plan.keys().forEach(name -> key.add(ObviousAggregates.key(row.get(schema.indexOf(name)))));
            groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
        }
        var rows = new ArrayList<List<Object>>();
        groups.forEach((key, members) -> {
            var row = new ArrayList<>(key);
            plan.aggregates().forEach(aggregate -> row.add(value(aggregate, members, schema)));
            rows.add(row);
        });
        return new Rows(plan.schema(), rows);
    }

    private static Object value(Computed aggregate, List<List<Object>> rows, Schema schema) {
        int argument = aggregate.arguments().isEmpty() ? 0 : schema.indexOf(aggregate.arguments().getFirst());
        var values = new ArrayList<Object>();
        for (List<Object> row : rows) {
            if (aggregate.filter() == null || Boolean.TRUE.equals(row.get(schema.indexOf(aggregate.filter())))) {
                values.add(row.get(argument));
            }
        }
        if (aggregate.arguments().size() == 2) {
            return ofPairs(aggregate, rows, schema);
        }
        return ObviousAggregates.of(
                (Aggregation) aggregate.function(),
                aggregate.options(),
                values,
                schema.field(argument).type(),
                aggregate.type());
    }

    private static Object ofPairs(Computed aggregate, List<List<Object>> rows, Schema schema) {
        int x = schema.indexOf(aggregate.arguments().get(0));
        int y = schema.indexOf(aggregate.arguments().get(1));
        List<List<Object>> chosen =
                rows.stream()
                        .filter(row ->
                                aggregate.filter() == null
                                        || Boolean.TRUE.equals(row.get(schema.indexOf(aggregate.filter()))))
                        .toList();
        List<Object> ys = new ArrayList<>();
        chosen.forEach(row -> ys.add(row.get(y)));
        DataType input = schema.field(y).type();
        return switch ((Aggregation) aggregate.function()) {
            case MIN_BY, MAX_BY -> {
                Aggregation place =
                        aggregate.function() == Aggregation.MIN_BY ? Aggregation.ARG_MIN : Aggregation.ARG_MAX;
                Object at = ObviousAggregates.of(place, Options.NONE, ys, input, Types.UINT32);
                yield at == null ? null : chosen.get(((Long) at).intValue()).get(x);
            }
            default -> {
                if (chosen.isEmpty()) {
                    yield null;
                }
                List<List<Object>> both =
                        chosen.stream().filter(row -> row.get(x) != null && row.get(y) != null).toList();
                yield ObviousAggregates.ofPairs(
                        (Aggregation) aggregate.function(),
                        aggregate.options(),
                        both.stream().map(row -> row.get(x)).toList(),
                        both.stream().map(row -> row.get(y)).toList());
            }
        };
    }

    private Rows run(BoundPlan plan, Frame frame, int threads, int batchRows) {
        return new TestRun(ENGINE, memory.allocator(), threads, batchRows).rows(plan, Map.of("f", frame));
    }

    static Stream<DataType> keyTypes() {
        return Awkward.types().filter(RowKeys::handles);
    }

    /// Values whose sums are exact, so that the order of the rows does not matter.
    private static List<Object> gentle(RandomValues random, DataType type, int rows) {
        var values = new ArrayList<Object>();
        for (Object value : random.values(type, rows, 0.3)) {
            values.add(
                    switch (value) {
                        case Double d when !(Math.abs(d) < 1e4 && Math.abs(d) > 1e-3) -> (Object) 0.25;
                        case Long l when Math.abs(l) > 1L << 40 || l == Long.MIN_VALUE -> 5L;
                        case BigInteger b when b.bitLength() > 40 -> BigInteger.TWO;
                        case BigDecimal d when d.precision() > 12 -> BigDecimal.ONE.setScale(d.scale());
                        case null, default -> value;
                    });
        }
        return values;
    }

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
        int rows = 250;
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

    private void assertAllEqual(
            Schema schema, List<String> keys, List<Computed> aggregates, List<? extends List<?>> table) {
        var scan = new BoundPlan.FrameScan("f", schema);
        for (int batchRows : new int[] {1, 2, 7, 16_384}) {
            try (Frame frame = memory.columns().frame(schema, table, batchRows)) {
                Rows input = Rows.of(frame);
                for (int threads : new int[] {1, 2, 4}) {
                    for (boolean maintainOrder : new boolean[] {true, false}) {
                        var plan = new BoundPlan.Aggregate(scan, keys, aggregates, maintainOrder);
                        Rows actual = run(plan, frame, threads, batchRows);
                        Rows expected = obvious(plan, input);
                        if (maintainOrder) {
                            actual.assertClose(expected, 1e-6);
                        } else {
                            actual.sorted().assertClose(expected.sorted(), 1e-6);
                        }
                    }
                }
            }
        }
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

    private static Map<Object, Object> map(Rows rows) {
        var map = new LinkedHashMap<Object, Object>();
        rows.rows().forEach(row -> map.put(String.valueOf(row.get(0)), row.get(1)));
        assertThat(map).hasSize(rows.count());
        return map;
    }

    private static Computed computed(
            Aggregation function, Options options, DataType type, String filter, String... arguments) {
        return new Computed(
                function.symbol() + options.values().size(),
                function,
                List.of(arguments),
                options,
                filter,
                List.of(),
                type);
    }

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
                    new TestRun(ENGINE, new Allocator(memory.pool(), budget), threads, 16_384)
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
        assertThat(ENGINE.refusal(new BoundPlan.Aggregate(scan, List.of("u"), List.of(), false)))
                .isEqualTo("has no groups by " + union + " yet");
        var skew = new Computed("s", Aggregation.SKEW, List.of("l"), Options.NONE, null, List.of(), Types.FLOAT64);
        assertThat(ENGINE.refusal(new BoundPlan.Aggregate(scan, List.of(), List.of(skew), false)))
                .isEqualTo("has no aggregation \"skew\" of list<int8> yet");
    }
}
