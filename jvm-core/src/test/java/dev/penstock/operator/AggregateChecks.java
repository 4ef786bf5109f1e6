package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.column.Frame;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Options;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What tests of aggregates share: the twin that computes each aggregate in the most obvious way.
abstract class AggregateChecks {
    final CoreEngine engine = new CoreEngine(4);
    static final Options KLEENE = new Options(Map.of("ignore_nulls", false));
    static final Options PASSING_OVER = new Options(Map.of("ignore_nulls", true));

    static final List<String> NO_FILTER = Collections.singletonList(null);

    @RegisterExtension final TestMemory memory = new TestMemory();

    @AfterEach
    void stop() {
        engine.close();
    }

    /// All aggregates that the engine has for the columns of `schema`, each with and without a filter.
    static List<Computed> aggregates(Schema schema) {
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

    static List<Options> options(Aggregation function) {
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

    static void add(
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

    static Rows obvious(BoundPlan.Aggregate plan, Rows input) {
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

    static Object value(Computed aggregate, List<List<Object>> rows, Schema schema) {
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

    static Object ofPairs(Computed aggregate, List<List<Object>> rows, Schema schema) {
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

    Rows run(BoundPlan plan, Frame frame, int threads, int batchRows) {
        return run(plan, frame, threads, batchRows, Long.MAX_VALUE);
    }

    /// @param mostHeld more groups go over the disk
    Rows run(BoundPlan plan, Frame frame, int threads, int batchRows, long mostHeld) {
        return new TestRun(engine, memory.allocator(), threads, batchRows, mostHeld).rows(plan, Map.of("f", frame));
    }

    static List<Object> gentle(RandomValues random, DataType type, int rows) {
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

    void assertAllEqual(Schema schema, List<String> keys, List<Computed> aggregates, List<? extends List<?>> table) {
        Rows expected = null;
        Rows sorted = null;
        for (int batchRows : new int[] {1, 2, 7, 16_384}) {
            try (Frame frame = memory.columns().frame(schema, table, batchRows)) {
                for (int threads : batchRows == 7 ? new int[] {1, 2, 4} : new int[] {batchRows == 2 ? 4 : 2}) {
                    // Batches of one row and of two take most of the time, so they share the two ways.
                    boolean[] ways = batchRows > 2 ? new boolean[] {true, false} : new boolean[] {batchRows == 2};
                    for (boolean maintainOrder : ways) {
                        var plan =
                                new BoundPlan.Aggregate(
                                        new BoundPlan.FrameScan("f", schema), keys, aggregates, maintainOrder);
                        if (expected == null) {
                            expected = obvious(plan, Rows.of(frame));
                            sorted = expected.sorted();
                        }
                        // On two threads over the disk, but in one size of batches: of small ones each would be a file.
                        long mostHeld = threads == 2 && batchRows == 7 ? 2 : Long.MAX_VALUE;
                        Rows actual = run(plan, frame, threads, batchRows, mostHeld);
                        if (maintainOrder) {
                            actual.assertClose(expected, 1e-6);
                        } else {
                            actual.sorted().assertClose(sorted, 1e-6);
                        }
                    }
                }
            }
        }
    }

    static Map<Object, Object> map(Rows rows) {
        var map = new LinkedHashMap<Object, Object>();
        rows.rows().forEach(row -> map.put(String.valueOf(row.get(0)), row.get(1)));
        assertThat(map).hasSize(rows.count());
        return map;
    }

    static Computed computed(Aggregation function, Options options, DataType type, String filter, String... arguments) {
        return new Computed(
                function.symbol() + options.values().size(),
                function,
                List.of(arguments),
                options,
                filter,
                List.of(),
                type);
    }
}
