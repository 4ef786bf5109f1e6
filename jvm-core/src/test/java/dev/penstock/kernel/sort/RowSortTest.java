package dev.penstock.kernel.sort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Column;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.testing.Awkward;
import dev.penstock.testing.AwkwardColumn;
import dev.penstock.testing.Batches;
import dev.penstock.testing.ObviousOrder;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rows come in the order of the obvious sort, which compares them two by two.
class RowSortTest {
    private static final List<SortOrder> ORDERS =
            List.of(
                    new SortOrder(false, false),
                    new SortOrder(false, true),
                    new SortOrder(true, false),
                    new SortOrder(true, true));

    @RegisterExtension final TestMemory memory = new TestMemory();

    static Stream<DataType> types() {
        return Awkward.types().filter(Sortable::handles);
    }

    static Stream<AwkwardColumn> catalogue() {
        return Batches.all().filter(column -> Sortable.handles(column.type()));
    }

    private List<Integer> order(List<Column> columns, List<SortOrder> orders) {
        Allocator allocator = memory.allocator();
        long rows = columns.getFirst().length();
        var sortable = columns.stream().map(column -> Sortable.of(column, allocator)).toList();
        try (var room = allocator.allocate(Math.max(1, Selection.bytes(rows)));
                var ranks = new DictionaryRanks(allocator)) {
            var keys = new ArrayList<SortKey>();
            for (int i = 0; i < orders.size(); i++) {
                keys.add(new SortKey(sortable.get(i).data(), orders.get(i)));
            }
            Selection order = RowSort.order(keys, rows, ranks, room.address(), allocator);
            return IntStream.range(0, (int) order.count()).mapToObj(order::row).toList();
        } finally {
            Column.closeAll(sortable);
        }
    }

    private static List<Integer> obvious(List<List<Object>> columns, List<SortOrder> orders) {
        var rows = new ArrayList<>(IntStream.range(0, columns.getFirst().size()).boxed().toList());
        rows.sort((a, b) -> {
            int order = 0;
            for (int i = 0; i < orders.size() && order == 0; i++) {
                SortOrder one = orders.get(i);
                order =
                        ObviousOrder.compare(
                                columns.get(i).get(a), columns.get(i).get(b), one.descending(), one.nullsLast());
            }
            return order;
        });
        return rows;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("catalogue")
    void theCatalogueIsSorted(AwkwardColumn awkward) {
        try (Column column = awkward.make(memory.allocator())) {
            for (SortOrder order : ORDERS) {
                assertThat(order(List.of(column), List.of(order)))
                        .isEqualTo(obvious(List.of(Rows.of(column)), List.of(order)));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void everyTypeIsSortedWhateverItsLayout(DataType type) {
        for (long seed = 1; seed <= 12; seed++) {
            var random = new RandomValues(seed);
            List<Object> values = random.values(type, random.below(400), seed % 3 == 0 ? 0 : 0.2);
            try (Column column = memory.columns().in(random.style()).of(type, values)) {
                SortOrder order = random.oneOf(ORDERS);
                assertThat(order(List.of(column), List.of(order)))
                        .as("seed " + seed + ", " + order)
                        .isEqualTo(obvious(List.of(Rows.of(column)), List.of(order)));
            }
        }
    }

    /// Few values of each column, so that rows agree in many.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void severalColumnsOrderOneAfterTheOther(long seed) {
        var random = new RandomValues(seed);
        int rows = 1 + random.below(900);
        List<DataType> all = types().toList();
        var columns = new ArrayList<Column>();
        var orders = new ArrayList<SortOrder>();
        try {
            for (int i = 1 + random.below(4); i > 0; i--) {
                DataType type = random.oneOf(all);
                List<Object> pool = random.values(type, 1 + random.below(6), 0.2);
                var values = new ArrayList<Object>();
                for (int row = 0; row < rows; row++) {
                    values.add(random.oneOf(pool));
                }
                columns.add(memory.columns().in(random.style()).of(type, values));
                orders.add(random.oneOf(ORDERS));
            }
            assertThat(order(columns, orders)).isEqualTo(obvious(columns.stream().map(Rows::of).toList(), orders));
        } finally {
            Column.closeAll(columns);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 100, 3000, 70_000})
    void numbersOfAnyDistributionAreSorted(int rows) {
        var random = new RandomValues(rows);
        var numbers = new java.util.Random(rows);
        for (int kind = 0; kind < 6; kind++) {
            var values = new ArrayList<Object>();
            for (int row = 0; row < rows; row++) {
                values.add(
                        switch (kind) {
                            case 0 -> numbers.nextLong();
                            case 1 -> numbers.nextLong() >> numbers.nextInt(64);
                            case 2 -> (long) random.below(3);
                            case 3 -> (long) -row;
                            case 4 -> row % 2 == 0 ? Long.MIN_VALUE + row : Long.MAX_VALUE - row;
                            // One far from all others, which then differ in their lowest bits alone.
                            default -> row == 7 ? Long.MAX_VALUE : numbers.nextLong(1000);
                        });
            }
            try (Column column = memory.columns().of(Types.INT64, values)) {
                SortOrder order = random.oneOf(ORDERS);
                assertThat(order(List.of(column), List.of(order)))
                        .as("kind " + kind)
                        .isEqualTo(obvious(List.of(values), List.of(order)));
            }
        }
    }

    @Test
    void stringsThatBeginAlikeAreSorted() {
        var values = new ArrayList<Object>();
        var random = new RandomValues(3);
        for (int i = 0; i < 5000; i++) {
            String start = "the same beginning of all texts, ".repeat(random.below(3));
            values.add(start + (char) random.below(3) + "x".repeat(random.below(20)) + random.below(4));
        }
        Collections.addAll(values, "", "\0", "\0\0", "a", "a\0", "a\0b", "abcdefg", "abcdefg\0", "abcdefgh");
        for (DataType type : List.of(Types.UTF8, new DataType.Utf8(DataType.Bytes.VIEWS))) {
            try (Column column = memory.columns().of(type, values)) {
                for (SortOrder order : ORDERS) {
                    assertThat(order(List.of(column), List.of(order)))
                            .isEqualTo(obvious(List.of(values), List.of(order)));
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void singleRowsCompareInTheSameOrder(DataType type) {
        var random = new RandomValues(9);
        List<Object> values = random.values(type, 40, 0.2);
        try (Column a = memory.columns().in(random.style()).of(type, values);
                Column b = memory.columns().in(random.style()).of(type, values)) {
            for (SortOrder order : ORDERS) {
                for (int i = 0; i < values.size(); i++) {
                    for (int j = 0; j < values.size(); j++) {
                        int expected =
                                ObviousOrder.compare(
                                        values.get(i), values.get(j), order.descending(), order.nullsLast());
                        int actual =
                                ValueOrder.compare(
                                        List.<ArrayData>of(a.data()), i, List.of(b.data()), j, List.of(order));
                        assertThat(Integer.signum(actual))
                                .as(values.get(i) + " and " + values.get(j))
                                .isEqualTo(Integer.signum(expected));
                    }
                }
            }
        }
    }
}
