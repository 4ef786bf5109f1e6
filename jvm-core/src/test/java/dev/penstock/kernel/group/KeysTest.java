package dev.penstock.kernel.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.Column;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.testing.Awkward;
import dev.penstock.testing.AwkwardColumn;
import dev.penstock.testing.Batches;
import dev.penstock.testing.ObviousAggregates;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.Style;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    static Stream<DataType> types() {
        return Awkward.types().filter(KeyTables::handles);
    }

    static Stream<AwkwardColumn> columns() {
        return types().flatMap(Batches::small);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("columns")
    void numbersAsTheObviousLoopDoes(AwkwardColumn awkward) {
        for (int piece : new int[] {1, 7, GroupedColumn.MOST_ROWS}) {
            assertSame(awkward.type(), awkward.values(), awkward.style(), piece);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void numbersManyValuesOfEachType(DataType type) {
        assertSame(type, new RandomValues(11).values(type, 40_000, 0.2), Style.SLICED, 5_000);
    }

    /// From a table by position to a hash table, upwards, downwards, and at both ends of the numbers.
    @ParameterizedTest(name = "step {0}")
    @ValueSource(longs = {1, -1, 3, 1000, -1000, 100_000, 1L << 40, -(1L << 60) + 1})
    void numbersKeysThatMoveAway(long step) {
        for (long start : new long[] {0, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 500}) {
            List<Long> keys = LongStream.range(0, 3_000).mapToObj(i -> start + i * step).toList();
            assertSame(Types.INT64, keys, Style.PLAIN, 100);
        }
    }

    /// Dense keys stay in a table by position however many they are, in whatever order they come; until one is far
    /// away.
    @ParameterizedTest(name = "step {0}")
    @ValueSource(longs = {4, -4, 11, 60})
    void numbersManyDenseKeys(long step) {
        var keys = new ArrayList<Long>(LongStream.range(0, 600_000).mapToObj(i -> i * step).toList());
        keys.addAll(keys.subList(1_000, 3_000).reversed());
        keys.add(1L << 50);
        keys.addAll(keys.subList(599_000, 600_000));
        assertSame(Types.INT64, keys, Style.PLAIN, GroupedColumn.MOST_ROWS);
    }

    static Stream<DataType> numberTypes() {
        return Awkward.types().filter(NumberKeys::handles);
    }

    /// Each comes once, twice or thrice, and no table is needed; until one does not ascend, is null, or is far away.
    @ParameterizedTest(name = "{0} (seed 5)")
    @MethodSource("numberTypes")
    @SuppressWarnings("unchecked") // all values of a type can be compared with one another
    void numbersKeysThatAscend(DataType type) {
        var random = new RandomValues(5);
        var sorted = new ArrayList<Object>(random.values(type, 3_000, 0.0));
        sorted.sort((left, right) -> ((Comparable<Object>) left).compareTo(right));
        var keys = new ArrayList<Object>();
        sorted.forEach(key -> keys.addAll(Collections.nCopies(1 + random.below(3), key)));
        assertSame(type, keys, Style.PLAIN, 700);
        for (Object last : Arrays.asList(sorted.getFirst(), null, sorted.get(1_500))) {
            var more = new ArrayList<Object>(keys);
            more.add(last);
            more.addAll(keys.reversed());
            assertSame(type, more, Style.PLAIN, 700);
            var later = new ArrayList<Object>(keys.subList(0, 100));
            later.add(last);
            later.addAll(keys.subList(0, 900));
            assertSame(type, later, Style.SLICED, 1);
        }
    }

    @Test
    void knowsTheOrderOfKeysThatAscendOrAreDense() {
        try (NumberKeys keys = new NumberKeys(Types.INT64, memory.allocator());
                Block ids = memory.allocator().allocate(4L * GroupedColumn.MOST_ROWS)) {
            assertThat(keys.ordered(memory.allocator())).isNull();
            find(keys, List.of(-5L, -5L, 0L, 7L), ids);
            assertOrder(keys, List.of(-5L, 0L, 7L), List.of(0, 1, 2));
            find(keys, List.of(7L, 7L, 8L), ids);
            assertOrder(keys, List.of(-5L, 0L, 7L, 8L), List.of(0, 1, 2, 3));
            find(keys, List.of(3L, -9L, 7L), ids);
            assertOrder(keys, List.of(-9L, -5L, 0L, 3L, 7L, 8L), List.of(5, 0, 1, 4, 2, 3));
            find(keys, List.of(1L << 60, 1L), ids);
            assertThat(keys.ordered(memory.allocator())).isNull();
        }
        try (NumberKeys keys = new NumberKeys(Types.INT64, memory.allocator());
                Block ids = memory.allocator().allocate(4L * GroupedColumn.MOST_ROWS)) {
            find(keys, Arrays.asList(1L, null), ids);
            assertThat(keys.ordered(memory.allocator())).isNull();
        }
    }

    private void assertOrder(NumberKeys keys, List<Long> words, List<Integer> numbers) {
        try (OrderedKeys ordered = keys.ordered(memory.allocator())) {
            assertThat(ordered).isNotNull();
            List<Integer> places = IntStream.range(0, ordered.count()).boxed().toList();
            assertThat(places.stream().map(ordered::word).toList()).isEqualTo(words);
            assertThat(places.stream().map(ordered::number).toList()).isEqualTo(numbers);
            assertThat(ordered.first(words.get(1))).isEqualTo(1);
            assertThat(ordered.first(words.getLast() + 1)).isEqualTo(words.size());
        }
    }

    private void find(Keys keys, List<Long> values, Block ids) {
        try (Column column = memory.columns().of(Types.INT64, values)) {
            keys.find(column.data(), ids.address());
        }
    }

    @Test
    void numbersAMillionKeys() {
        long[] random = new Random(3).longs(1_000_000).toArray();
        try (Keys keys = KeyTables.of(Types.INT64, memory.allocator());
                Block block = memory.allocator().allocate(8L * random.length);
                Block ids = memory.allocator().allocate(4L * GroupedColumn.MOST_ROWS)) {
            for (int i = 0; i < random.length; i++) {
                Native.putLong(block.address() + 8L * i, random[i]);
            }
            var data =
                    dev.penstock.column.ArrayData.flat(
                            Types.INT64,
                            random.length,
                            0,
                            dev.penstock.column.Buffer.NONE,
                            new dev.penstock.column.Buffer(block.address(), 8L * random.length));
            for (int round = 0; round < 2; round++) {
                for (int from = 0; from < random.length; from += GroupedColumn.MOST_ROWS) {
                    int rows = Math.min(GroupedColumn.MOST_ROWS, random.length - from);
                    keys.find(data.slice(from, rows), ids.address());
                    for (int i = 0; i < rows; i++) {
                        assertThat(Native.getInt(ids.address() + 4L * i)).isEqualTo(from + i);
                    }
                }
            }
            assertThat(keys.count()).isEqualTo(random.length);
        }
    }

    /// Each column takes the memory of the one before it, so views that are equal stand for other strings.
    @Test
    void forgetsViewsWhoseStringsAreGone() {
        DataType views = new DataType.Utf8(DataType.Bytes.VIEWS);
        try (Keys keys = KeyTables.of(views, memory.allocator());
                Block ids = memory.allocator().allocate(4L * GroupedColumn.MOST_ROWS)) {
            for (int round = 0; round < 6; round++) {
                var values = new ArrayList<String>();
                for (int i = 0; i < 100; i++) {
                    values.add("a customer's name " + (char) ('a' + round % 3) + i % 10);
                }
                try (Column column = memory.columns().of(views, values)) {
                    keys.find(column.data(), ids.address());
                    keys.forget();
                }
                for (int i = 0; i < 100; i++) {
                    assertThat(Native.getInt(ids.address() + 4L * i)).isEqualTo(round % 3 * 10 + i % 10);
                }
            }
        }
    }

    @Test
    void givesUpOnViewsThatAllDiffer() {
        DataType views = new DataType.Utf8(DataType.Bytes.VIEWS);
        List<String> values =
                IntStream.range(0, 200_000).mapToObj(i -> i % 5 == 0 ? "k" + i : "a longer key " + i).toList();
        assertSame(views, values, Style.PLAIN, GroupedColumn.MOST_ROWS);
    }

    /// Few strings again and again, then many, for which the views are not remembered any more, then few again.
    @Test
    void numbersViewsThatComeAgain() {
        var type = new DataType.Utf8(DataType.Bytes.VIEWS);
        List<String> names =
                IntStream.range(0, 60_000)
                        .mapToObj(i -> i % 2 == 0 ? "k" + i : "a longer name, the number of which is " + i)
                        .toList();
        int rows = 4_000;
        var random = new Random(7);
        try (Column column = memory.columns().of(type, names);
                Block numbers = memory.allocator().allocate(Selection.bytes(rows));
                Block ids = memory.allocator().allocate(Selection.bytes(rows));
                Keys keys = KeyTables.of(type, memory.allocator())) {
            Map<Integer, Integer> known = new HashMap<>();
            for (int batch = 0; batch < 60; batch++) {
                for (int row = 0; row < rows; row++) {
                    int name = random.nextInt(batch / 10 == 1 ? names.size() : 500);
                    Native.putInt(numbers.address() + 4L * row, name);
                }
                var chosen = new Selection(numbers.address(), rows);
                try (Column drawn = Gather.column(column, chosen, memory.allocator())) {
                    // What views refer to is the same memory each time.
                    keys.find(drawn.data(), ids.address());
                }
                for (int row = 0; row < rows; row++) {
                    int expected = known.computeIfAbsent(chosen.row(row), _ -> known.size());
                    assertThat(Native.getInt(ids.address() + 4L * row)).isEqualTo(expected);
                }
            }
            assertThat(keys.count()).isEqualTo(known.size());
        }
    }

    private void assertSame(DataType type, List<?> values, Style style, int piece) {
        Map<Object, Integer> numbers = new LinkedHashMap<>();
        var expected = new ArrayList<Integer>();
        for (Object value : values) {
            expected.add(numbers.computeIfAbsent(wrap(value), _ -> numbers.size()));
        }
        try (Column column = memory.columns().in(style).of(type, values);
                Block ids = memory.allocator().allocate(4L * GroupedColumn.MOST_ROWS);
                Keys keys = KeyTables.of(type, memory.allocator())) {
            var actual = new ArrayList<Integer>();
            for (int from = 0; from < values.size(); from += piece) {
                int rows = Math.min(piece, values.size() - from);
                keys.find(column.data().slice(from, rows), ids.address());
                for (int i = 0; i < rows; i++) {
                    actual.add(Native.getInt(ids.address() + 4L * i));
                }
            }
            assertThat(actual).isEqualTo(expected);
            assertThat(keys.count()).isEqualTo(numbers.size());
            assertThat(values(keys)).isEqualTo(numbers.keySet().stream().map(KeysTest::unwrap).toList());
            assertHashesAgree(type, values, keys);
        }
    }

    /// Another table that met the same values in another order has the same hashes.
    private void assertHashesAgree(DataType type, List<?> values, Keys keys) {
        List<?> reversed = values.reversed();
        try (Column column = memory.columns().of(type, reversed);
                Block ids = memory.allocator().allocate(4L * GroupedColumn.MOST_ROWS);
                Keys other = KeyTables.of(type, memory.allocator())) {
            for (int from = 0; from < values.size(); from += GroupedColumn.MOST_ROWS) {
                int rows = Math.min(GroupedColumn.MOST_ROWS, values.size() - from);
                other.find(column.data().slice(from, rows), ids.address());
            }
            assertThat(hashes(other)).isEqualTo(hashes(keys));
        }
    }

    private Map<Object, Long> hashes(Keys keys) {
        var hashes = new java.util.HashMap<Object, Long>();
        List<Object> values = values(keys);
        for (int id = 0; id < keys.count(); id++) {
            hashes.put(wrap(values.get(id)), keys.hash(id));
        }
        return hashes;
    }

    private List<Object> values(Keys keys) {
        try (Block all = memory.allocator().allocate(Selection.bytes(keys.count()));
                Assembly assembly = new Assembly(memory.allocator())) {
            IntStream.range(0, keys.count()).forEach(id -> Native.putInt(all.address() + 4L * id, id));
            try (Column column = assembly.finish(keys.values(new Selection(all.address(), keys.count()), assembly))) {
                return Rows.of(column).stream().map(ObviousAggregates::key).toList();
            }
        }
    }

    private static Object wrap(Object value) {
        return value == null ? "null!" : ObviousAggregates.key(value);
    }

    private static Object unwrap(Object value) {
        return value.equals("null!") ? null : value;
    }
}
