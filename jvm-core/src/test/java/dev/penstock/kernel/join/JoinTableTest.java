package dev.penstock.kernel.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Column;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Budget;
import dev.penstock.memory.Native;
import dev.penstock.testing.Awkward;
import dev.penstock.testing.AwkwardColumn;
import dev.penstock.testing.Batches;
import dev.penstock.testing.ObviousAggregates;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Style;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bytes;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
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

class JoinTableTest {
    private static final Runner RUNNER = tasks -> tasks.parallelStream().forEach(Runnable::run);

    @RegisterExtension final TestMemory memory = new TestMemory();

    static Stream<DataType> types() {
        return Awkward.types().filter(type -> JoinTable.handles(type, type));
    }

    static Stream<AwkwardColumn> columns() {
        return types().flatMap(Batches::small);
    }

    /// A column of keys, as values and as it lies in memory.
    private record Key(DataType type, List<?> values, Style style) {
        Column column(TestMemory memory) {
            return memory.columns().in(style).of(type, values);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("columns")
    void findsTheRowsThatTheObviousLoopFinds(AwkwardColumn awkward) {
        DataType type = awkward.type();
        var probe = new ArrayList<Object>(awkward.values());
        probe.addAll(new RandomValues(5).values(type, 60, 0.2));
        assertFinds(
                List.of(new Key(type, awkward.values(), awkward.style())), List.of(new Key(type, probe, Style.WORST)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void findsManyRowsOfEachType(DataType type) {
        var random = new RandomValues(11);
        var build = new ArrayList<Object>(random.values(type, 300, 0.1));
        List<Object> pool = random.values(type, 3000, 0.01);
        // A few more than make one partition.
        IntStream.range(0, 66_000).forEach(_ -> build.add(random.oneOf(pool)));
        List<Object> probe = IntStream.range(0, 5_000).mapToObj(_ -> random.oneOf(build)).toList();
        assertFinds(List.of(new Key(type, build, Style.SLICED)), List.of(new Key(type, probe, Style.PLAIN)));
    }

    static Stream<List<DataType>> triples() {
        var random = new RandomValues(3);
        List<DataType> types = types().toList();
        return Stream.generate(() -> List.of(random.oneOf(types), random.oneOf(types), random.oneOf(types))).limit(25);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("triples")
    void findsRowsBySeveralKeys(List<DataType> types) {
        var random = new RandomValues(13);
        var build = new ArrayList<Key>();
        var probe = new ArrayList<Key>();
        for (DataType type : types) {
            List<Object> pool = random.values(type, 8, 0.2);
            List<Object> others = random.values(type, 4, 0.2);
            build.add(
                    new Key(type, IntStream.range(0, 700).mapToObj(_ -> random.oneOf(pool)).toList(), random.style()));
            probe.add(
                    new Key(
                            type,
                            IntStream.range(0, 900).mapToObj(i -> random.oneOf(i % 5 == 0 ? others : pool)).toList(),
                            random.style()));
        }
        assertFinds(build, probe);
        assertFinds(build.subList(0, 2), probe.subList(0, 2));
    }

    /// From one end of the numbers to the other, by position, packed and by hash.
    @ParameterizedTest(name = "step {0}")
    @ValueSource(longs = {0, 1, -1, 3, 1000, -1000, 100_000, 1L << 40, (1L << 47) + 1, -(1L << 60) + 1})
    void findsNumbersAnyStepApart(long step) {
        for (long start : new long[] {0, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 500}) {
            for (int rows : step == 0 ? new int[] {1, 2, 100} : new int[] {1, 2, 3_000}) {
                List<Object> build = LongStream.range(0, rows).<Object>mapToObj(i -> start + i * step).toList();
                List<Object> probe =
                        LongStream.range(-50, 400)
                                .<Object>mapToObj(i -> start + i * step + (i % 3 == 0 ? 1 : 0))
                                .toList();
                Key keys = new Key(Types.INT64, build, Style.PLAIN);
                Key others = new Key(Types.INT64, probe, Style.PLAIN);
                assertFinds(List.of(keys), List.of(others));
                assertFinds(List.of(keys, keys), List.of(others, others));
            }
        }
    }

    @Test
    void findsAMillionRandomNumbers() {
        assertFindsAll(new Random(3).longs(1_000_000).toArray());
    }

    @ParameterizedTest(name = "step {0}")
    @ValueSource(longs = {1, -3, 1000, 1L << 20, (1L << 44) - 1})
    void findsManyNumbersAnyStepApart(long step) {
        assertFindsAll(LongStream.range(0, 100_000).map(i -> Long.MAX_VALUE - 50 * step + i * step).toArray());
    }

    private void assertFindsAll(long[] random) {
        try (Block block = memory.allocator().allocate(8L * random.length);
                Block found = memory.allocator().allocate(4L * KeyPart.MOST_ROWS)) {
            for (int i = 0; i < random.length; i++) {
                Native.putLong(block.address() + 8L * i, random[i]);
            }
            var data =
                    ArrayData.flat(
                            Types.INT64,
                            random.length,
                            0,
                            dev.penstock.column.Buffer.NONE,
                            new dev.penstock.column.Buffer(block.address(), 8L * random.length));
            try (JoinTable table = JoinTable.of(List.of(data), false, false, memory.allocator(), RUNNER);
                    JoinProbe probe = table.probe(memory.allocator())) {
                assertThat(table.hasRuns()).isFalse();
                for (int from = 0; from < random.length; from += KeyPart.MOST_ROWS) {
                    int rows = Math.min(KeyPart.MOST_ROWS, random.length - from);
                    probe.find(List.of(data.slice(from, rows)), found.address());
                    for (int i = 0; i < rows; i++) {
                        assertThat(Native.getInt(found.address() + 4L * i)).isEqualTo(from + i);
                    }
                }
            }
        }
    }

    @Test
    void oneKeyMayHaveAlmostAllRows() {
        List<Object> build = LongStream.range(0, 200_000).<Object>mapToObj(i -> i % 10 == 0 ? i << 40 : 7L).toList();
        List<Object> probe = List.of(7L, 10L << 40, 11L << 40, 0L);
        assertFinds(
                List.of(new Key(Types.INT64, build, Style.PLAIN)), List.of(new Key(Types.INT64, probe, Style.PLAIN)));
    }

    @Test
    void textsMatchInAnyLayout() {
        List<Object> texts = new RandomValues(4).values(Types.UTF8, 500, 0.1);
        for (Bytes left : Bytes.values()) {
            for (Bytes right : Bytes.values()) {
                assertFinds(
                        List.of(new Key(new DataType.Utf8(left), texts, Style.PLAIN)),
                        List.of(new Key(new DataType.Utf8(right), texts.reversed(), Style.SLICED)));
            }
        }
    }

    @Test
    void differentDictionariesHoldEqualValues() {
        var type = new DataType.Dictionary((DataType.Int) Types.INT16, Types.UTF8, false);
        List<Object> build = new RandomValues(4).values(type, 500, 0.1);
        List<Object> probe = new RandomValues(5).values(type, 500, 0.1);
        probe.addAll(build.reversed());
        assertFinds(List.of(new Key(type, build, Style.PLAIN)), List.of(new Key(type, probe, Style.SLICED)));
    }

    @Test
    void saysWhichKeysItHandles() {
        assertThat(JoinTable.handles(Types.INT64, Types.INT64)).isTrue();
        assertThat(JoinTable.handles(Types.UTF8, new DataType.Utf8(Bytes.VIEWS))).isTrue();
        assertThat(JoinTable.handles(Types.INT64, Types.INT32)).isFalse();
        assertThat(JoinTable.handles(DataType.listOf(Types.INT8), DataType.listOf(Types.INT8))).isFalse();
        assertThat(JoinTable.handles(new DataType.Decimal(64, 10, 2), new DataType.Decimal(128, 10, 2))).isFalse();
    }

    private void assertFinds(List<Key> build, List<Key> probe) {
        for (boolean nullsEqual : new boolean[] {false, true}) {
            Map<List<Object>, List<Integer>> rows = new HashMap<>();
            for (int row = 0; row < build.getFirst().values.size(); row++) {
                List<Object> key = key(build, row);
                if (nullsEqual || !key.contains(null)) {
                    rows.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
                }
            }
            var expected = new ArrayList<List<Integer>>();
            for (int row = 0; row < probe.getFirst().values.size(); row++) {
                expected.add(rows.getOrDefault(key(probe, row), List.of()));
            }
            boolean repeats = rows.values().stream().anyMatch(all -> all.size() > 1);
            for (boolean first : new boolean[] {false, true}) {
                List<List<Integer>> found = find(build, probe, nullsEqual, first, repeats && !first);
                // What was compared once need not be again: a key may have many rows, and be asked for often.
                var compared = new IdentityHashMap<List<Integer>, List<Integer>>();
                for (int row = 0; row < expected.size(); row++) {
                    List<Integer> all = expected.get(row);
                    if (compared.put(all, found.get(row)) == found.get(row)) {
                        continue;
                    }
                    List<Integer> wanted = first && !all.isEmpty() ? all.subList(0, 1) : all;
                    assertThat(found.get(row)).as("row " + row + ", nulls equal " + nullsEqual).isEqualTo(wanted);
                }
            }
        }
    }

    private static List<Object> key(List<Key> keys, int row) {
        var key = new ArrayList<>();
        keys.forEach(column -> key.add(ObviousAggregates.key(column.values.get(row))));
        return key;
    }

    private List<List<Integer>> find(
            List<Key> build, List<Key> probe, boolean nullsEqual, boolean first, boolean repeats) {
        var opened = new ArrayList<Column>();
        var found = new ArrayList<List<Integer>>();
        try {
            build.forEach(key -> opened.add(key.column(memory)));
            List<ArrayData> keys = opened.stream().map(Column::data).toList();
            int count = opened.size();
            probe.forEach(key -> opened.add(key.column(memory)));
            List<ArrayData> asked = opened.stream().skip(count).map(Column::data).toList();
            long rows = asked.getFirst().length();
            try (JoinTable table = JoinTable.of(keys, nullsEqual, first, memory.allocator(), RUNNER);
                    JoinProbe look = table.probe(memory.allocator());
                    JoinProbe choosing = table.choosing(memory.allocator());
                    Block to = memory.allocator().allocate(4L * (KeyPart.MOST_ROWS + 1))) {
                assertThat(table.hasRuns()).isEqualTo(repeats);
                Map<Integer, List<Integer>> known = new HashMap<>();
                for (long from = 0; from < rows; from += KeyPart.MOST_ROWS) {
                    long start = from;
                    long piece = Math.min(KeyPart.MOST_ROWS, rows - from);
                    List<ArrayData> pieces = asked.stream().map(column -> column.slice(start, piece)).toList();
                    List<Integer> chosen = chosen(choosing, pieces, start, to.address());
                    look.find(pieces, to.address());
                    for (long row = 0; row < piece; row++) {
                        int place = Native.getInt(to.address() + (row << 2));
                        found.add(known.computeIfAbsent(place, at -> rows(table, at)));
                    }
                    if (choosing.mayChoose()) {
                        assertThat(chosen)
                                .isEqualTo(
                                        IntStream.range((int) start, (int) (start + piece))
                                                .filter(row -> !found.get(row).isEmpty())
                                                .boxed()
                                                .toList());
                    }
                }
            }
            return found;
        } finally {
            opened.forEach(Column::close);
        }
    }

    /// Numbers that lie close to each other have a set; the rows that it chooses are those that the table finds.
    private static List<Integer> chosen(JoinProbe choosing, List<ArrayData> keys, long first, long to) {
        if (!choosing.mayChoose()) {
            return List.of();
        }
        long count = choosing.choose(keys, first, to);
        return LongStream.range(0, count).mapToObj(i -> Native.getInt(to + (i << 2))).toList();
    }

    @Test
    void numbersThatLieCloseHaveASet() {
        for (long step : new long[] {1, 250, 1_000_000}) {
            try (Column column =
                            memory.columns()
                                    .of(Types.INT64, LongStream.range(0, 10_000).mapToObj(i -> i * step).toList());
                    JoinTable table = JoinTable.of(List.of(column.data()), false, true, memory.allocator(), RUNNER);
                    JoinProbe choosing = table.choosing(memory.allocator())) {
                assertThat(choosing.mayChoose()).isEqualTo(step < 1_000);
            }
        }
    }

    @Test
    void aSetIsLeftOutWhereMemoryIsShort() {
        Allocator own = memory.allocator();
        try (Column column =
                        memory.columns().of(Types.INT64, LongStream.range(0, 10_000).mapToObj(i -> i * 250).toList());
                Budget small = own.budget().child("small", 600_000);
                JoinTable table = JoinTable.of(List.of(column.data()), false, true, own, RUNNER);
                JoinProbe choosing = table.choosing(new Allocator(own.pool(), small))) {
            assertThat(choosing.mayChoose()).isFalse();
        }
    }

    private static List<Integer> rows(JoinTable table, int found) {
        if (found < 0) {
            return List.of();
        }
        if (!table.hasRuns()) {
            return Collections.singletonList(found);
        }
        var rows = new ArrayList<Integer>();
        int row = 0;
        for (long i = found; row >= 0; i++) {
            row = Native.getInt(table.runs() + (i << 2));
            rows.add(row < 0 ? ~row : row);
        }
        return rows;
    }
}
