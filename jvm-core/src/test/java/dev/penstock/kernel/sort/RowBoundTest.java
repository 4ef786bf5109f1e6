package dev.penstock.kernel.sort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.Column;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Block;
import dev.penstock.testing.Awkward;
import dev.penstock.testing.ObviousOrder;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What comes before a row, and which rows are the first, as comparing them one by one shows.
class RowBoundTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    static Stream<DataType> types() {
        return Awkward.types().filter(type -> Sortable.isAsItIs(type) && !(type instanceof DataType.Dictionary));
    }

    private static int compare(List<List<Object>> columns, int a, int b, List<SortOrder> orders) {
        int order = 0;
        for (int i = 0; i < orders.size() && order == 0; i++) {
            SortOrder one = orders.get(i);
            order =
                    ObviousOrder.compare(
                            columns.get(i).get(a), columns.get(i).get(b), one.descending(), one.nullsLast());
        }
        return order;
    }

    private static SortOrder order(RandomValues random) {
        return new SortOrder(random.below(2) == 0, random.below(2) == 0);
    }

    private void check(List<Column> columns, List<SortOrder> orders, RandomValues random) {
        int rows = (int) columns.getFirst().length();
        List<List<Object>> values = columns.stream().map(Rows::of).toList();
        for (int i = 0; i < 5; i++) {
            int at = random.below(rows);
            try (var bound = new RowBound(columns, at, orders, memory.allocator());
                    Block to = memory.allocator().allocate(Selection.bytes(rows));
                    Block room = memory.allocator().allocate(Selection.bytes(rows))) {
                Selection before =
                        bound.before(columns.stream().map(Column::data).toList(), rows, to.address(), room.address());
                assertThat(IntStream.range(0, (int) before.count()).mapToObj(before::row).toList())
                        .as(orders + " before " + values.stream().map(column -> column.get(at)).toList())
                        .containsExactlyInAnyOrderElementsOf(
                                IntStream.range(0, rows)
                                        .filter(row -> compare(values, row, at, orders) < 0)
                                        .boxed()
                                        .toList());
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void findsTheRowsBeforeABound(DataType type) {
        for (long seed = 1; seed <= 6; seed++) {
            var random = new RandomValues(seed);
            List<Object> values = random.values(type, 1 + random.below(200), seed % 2 == 0 ? 0 : 0.2);
            try (Column column = memory.columns().in(random.style()).of(type, values)) {
                check(List.of(column), List.of(order(random)), random);
            }
        }
    }

    private List<Column> columns(RandomValues random, int rows, int pool) {
        var columns = new ArrayList<Column>();
        List<DataType> all = types().toList();
        for (int i = 1 + random.below(3); i > 0; i--) {
            DataType type = random.oneOf(all);
            List<Object> choices = random.values(type, pool, 0.2);
            var values = new ArrayList<Object>();
            for (int row = 0; row < rows; row++) {
                values.add(random.oneOf(choices));
            }
            columns.add(memory.columns().in(random.style()).of(type, values));
        }
        return columns;
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void severalColumnsDecideOneAfterTheOther(long seed) {
        var random = new RandomValues(seed);
        List<Column> columns = columns(random, 300, 5);
        try {
            check(columns, columns.stream().map(_ -> order(random)).toList(), random);
        } finally {
            Column.closeAll(columns);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void selectsTheFirstRows(long seed) {
        var random = new RandomValues(seed);
        int rows = seed % 3 == 0 ? 200 : 10_000;
        List<Column> columns = columns(random, rows, seed % 2 == 0 ? 4 : 5000);
        List<SortOrder> orders = columns.stream().map(_ -> order(random)).toList();
        try (Block to = memory.allocator().allocate(Selection.bytes(rows));
                var ranks = new DictionaryRanks(memory.allocator())) {
            List<List<Object>> values = columns.stream().map(Rows::of).toList();
            var sorted = new ArrayList<>(IntStream.range(0, rows).boxed().toList());
            sorted.sort((a, b) -> compare(values, a, b, orders));
            for (int count : new int[] {1, rows / 3, rows - 1}) {
                Selection first =
                        RowSelect.first(
                                columns, orders, rows, count, ranks, to.address(), memory.allocator(), () -> {});
                var chosen = IntStream.range(0, count).mapToObj(first::row).toList();
                assertThat(chosen).doesNotHaveDuplicates();
                int last = sorted.get(count - 1);
                assertThat(compare(values, chosen.getLast(), last, orders)).isZero();
                assertThat(chosen).allMatch(row -> compare(values, row, last, orders) <= 0);
            }
        } finally {
            Column.closeAll(columns);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void selectsOfAnyDistribution(int kind) {
        var random = new java.util.Random(kind);
        var values = new ArrayList<Object>();
        for (int row = 0; row < 20_000; row++) {
            values.add(
                    kind == 0
                            ? random.nextLong()
                            : kind == 1 ? (long) random.nextInt(2) : row == 9 ? Long.MAX_VALUE : 7L);
        }
        try (Column column = memory.columns().of(Types.INT64, values);
                Block to = memory.allocator().allocate(Selection.bytes(20_000));
                var ranks = new DictionaryRanks(memory.allocator())) {
            var sorted = values.stream().map(value -> (Long) value).sorted().toList();
            Selection first =
                    RowSelect.first(
                            List.of(column),
                            List.of(SortOrder.ASCENDING),
                            20_000,
                            5_000,
                            ranks,
                            to.address(),
                            memory.allocator(),
                            () -> {});
            assertThat(IntStream.range(0, 5_000).mapToObj(i -> values.get(first.row(i))).sorted().toList())
                    .isEqualTo(sorted.subList(0, 5_000));
        }
    }
}
