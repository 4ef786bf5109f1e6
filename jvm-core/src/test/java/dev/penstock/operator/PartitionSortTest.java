package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.Frame;
import dev.penstock.plan.Options;
import dev.penstock.plan.OrderedFunction;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.TestMemory;
import dev.penstock.testing.TestRun;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Rows see the row before them in the order of their partition, whatever the sizes of partitions are: several in a
/// piece, more rows than a piece has, and more than a thread sorts alone.
class PartitionSortTest {
    private static final CoreEngine ENGINE = new CoreEngine(3);
    private static final Schema SCHEMA =
            new Schema(
                    List.of(
                            Field.nullable("k", Types.INT64),
                            Field.nullable("o", Types.FLOAT64),
                            Field.nullable("s", new DataType.Utf8(DataType.Bytes.VIEWS)),
                            Field.nullable("x", Types.INT64)));

    @RegisterExtension final TestMemory memory = new TestMemory();

    @AfterAll
    static void stop() {
        ENGINE.close();
    }

    static Stream<Arguments> partitions() {
        return Stream.of(
                Arguments.of("many small ones", 40_000, (IntUnaryOperator) row -> (int) (row * 7919L % 5_003)),
                Arguments.of("three", 60_000, (IntUnaryOperator) row -> row % 3),
                Arguments.of("a large one", 160_000, (IntUnaryOperator) row -> row % 9 == 0 ? row % 11 : 99));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("partitions")
    void rowsSeeTheOneBeforeThem(String name, int rows, IntUnaryOperator partition) {
        var random = new RandomValues(rows);
        var table = new ArrayList<List<Object>>();
        for (int row = 0; row < rows; row++) {
            var values = new ArrayList<Object>();
            values.add((long) partition.applyAsInt(row));
            values.add(random.below(10) == 0 ? null : (Object) (double) (random.below(2000) - 1000));
            values.add(random.oneOf(List.of("", "short", "a text that no view carries", "a text that no view holds")));
            values.add((long) row);
            table.add(values);
        }
        assertThat(before(table, List.of(new Key("o", true, true))))
                .isEqualTo(expected(table, Comparator.comparing((List<Object> row) -> (Double) row.get(1), down())));
        assertThat(before(table, List.of(new Key("s", false, false), new Key("o", true, true))))
                .isEqualTo(
                        expected(
                                table,
                                Comparator.comparing((List<Object> row) -> (String) row.get(2))
                                        .thenComparing(row -> (Double) row.get(1), down())));
    }

    private static Comparator<Double> down() {
        return Comparator.nullsLast(Comparator.reverseOrder());
    }

    /// What stands in `x` of the row before each row, in the order of its partition.
    private List<Object> before(List<List<Object>> table, List<Key> order) {
        var options = new Options(Map.of("n", 1L));
        var window = new Computed("w", OrderedFunction.SHIFT, List.of("x"), options, null, order, Types.INT64);
        var plan = new BoundPlan.Window(new BoundPlan.FrameScan("f", SCHEMA), List.of("k"), List.of(window));
        try (Frame frame = memory.columns().frame(SCHEMA, table, 50_000)) {
            return new TestRun(ENGINE, memory.allocator(), 3, 16_384).rows(plan, Map.of("f", frame)).column("w");
        }
    }

    private static List<Object> expected(List<List<Object>> table, Comparator<List<Object>> order) {
        var byPartition = new TreeMap<Long, List<List<Object>>>();
        for (List<Object> row : table) {
            byPartition.computeIfAbsent((Long) row.getFirst(), _ -> new ArrayList<>()).add(row);
        }
        var found = new ArrayList<Object>();
        table.forEach(_ -> found.add(null));
        for (List<List<Object>> rows : byPartition.values()) {
            rows.sort(order);
            for (int i = 1; i < rows.size(); i++) {
                found.set((int) (long) (Long) rows.get(i).getLast(), rows.get(i - 1).getLast());
            }
        }
        return found;
    }
}
