package dev.penstock.kernel.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Column;
import dev.penstock.kernel.join.AsofSearch.Strategy;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Seeds;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AsofTableTest {
    private static final Runner RUNNER = tasks -> tasks.forEach(Runnable::run);
    private static final List<DataType> TYPES =
            List.of(
                    Types.INT8,
                    Types.INT64,
                    Types.UINT64,
                    Types.FLOAT32,
                    Types.FLOAT64,
                    Types.DATE32,
                    new DataType.Timestamp(TimeUnit.NANOSECOND, "UTC"),
                    new DataType.Decimal(64, 18, 3),
                    new DataType.Decimal(128, 38, 2));

    @RegisterExtension final TestMemory memory = new TestMemory();

    static LongStream seeds() {
        return Seeds.all();
    }

    /// A row of either side.
    private record Keyed(@Nullable Object on, @Nullable Object by) {}

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void findsTheRowsThatTheObviousLoopFinds(long seed) {
        var random = new RandomValues(seed);
        for (DataType type : TYPES) {
            for (int rows : new int[] {0, 1, 2, 9, 200}) {
                for (boolean grouped : new boolean[] {false, true}) {
                    List<@Nullable Object> pool = numbers(type, random);
                    List<Keyed> left = rows(random, pool, random.below(2) == 0 ? 40 : rows);
                    assertFinds(type, grouped, left, sorted(rows(random, pool, rows)), random);
                }
            }
        }
    }

    /// Numbers from one end of the type to the other, of floats those whose differences are exact.
    private static List<@Nullable Object> numbers(DataType type, RandomValues random) {
        if (!type.isFloat()) {
            return random.values(type, 40, 0.1);
        }
        var numbers = new ArrayList<@Nullable Object>();
        IntStream.range(0, 40).forEach(_ -> numbers.add((random.below(400) - 200) / 4.0));
        numbers.add(-0.0);
        numbers.add(null);
        return numbers;
    }

    private static List<Keyed> rows(RandomValues random, List<@Nullable Object> pool, int count) {
        var groups = new ArrayList<@Nullable Object>(List.of(1L, 2L, 3L));
        groups.add(null);
        return IntStream.range(0, count).mapToObj(_ -> new Keyed(random.oneOf(pool), random.oneOf(groups))).toList();
    }

    private static List<Keyed> sorted(List<Keyed> rows) {
        return rows.stream()
                .sorted(
                        Comparator.comparing(
                                row -> row.on == null ? null : number(row.on),
                                Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
    }

    private static BigDecimal number(Object value) {
        return switch (value) {
            case Long number -> BigDecimal.valueOf(number);
            case BigInteger number -> new BigDecimal(number);
            case Double number -> new BigDecimal(number);
            case BigDecimal number -> number;
            default -> throw new AssertionError(value);
        };
    }

    private void assertFinds(DataType type, boolean grouped, List<Keyed> left, List<Keyed> right, RandomValues random) {
        for (Strategy strategy : Strategy.values()) {
            for (boolean exact : new boolean[] {true, false}) {
                for (Object tolerance : tolerances(type)) {
                    var search = new AsofSearch(strategy, exact, tolerance);
                    assertThat(found(type, grouped, left, right, search, random))
                            .as("%s %s, by groups %s: %s in %s", type, search, grouped, left, right)
                            .isEqualTo(left.stream().map(row -> obvious(row, right, grouped, search)).toList());
                }
            }
        }
    }

    private static List<@Nullable Object> tolerances(DataType type) {
        var tolerances = new ArrayList<@Nullable Object>();
        tolerances.add(null);
        switch (type) {
            case DataType.FloatingPoint _ -> tolerances.addAll(List.of(0.0, 2.25));
            case DataType.Decimal(_, _, int scale) ->
                    tolerances.addAll(
                            List.of(
                                    new BigDecimal(BigInteger.valueOf(1234), scale),
                                    new BigDecimal(BigInteger.ONE.shiftLeft(100), scale)));
            default -> tolerances.addAll(List.of(0L, 100L, BigInteger.ONE.shiftLeft(63)));
        }
        return tolerances;
    }

    private static int obvious(Keyed row, List<Keyed> right, boolean grouped, AsofSearch search) {
        if (row.on == null || (grouped && row.by == null)) {
            return -1;
        }
        BigDecimal key = number(row.on);
        int best = -1;
        BigDecimal nearest = null;
        for (int i = 0; i < right.size(); i++) {
            Object on = right.get(i).on;
            if (on == null || (grouped && !Objects.equals(row.by, right.get(i).by))) {
                continue;
            }
            int order = number(on).compareTo(key);
            boolean allowed =
                    switch (search.strategy()) {
                        case BACKWARD -> order < 0;
                        case FORWARD -> order > 0;
                        case NEAREST -> order != 0;
                    };
            BigDecimal distance = number(on).subtract(key).abs();
            int closer = nearest == null ? -1 : distance.compareTo(nearest);
            boolean later = search.strategy() != Strategy.FORWARD;
            if ((allowed || (order == 0 && search.exact())) && (closer < 0 || (closer == 0 && later))) {
                best = i;
                nearest = distance;
            }
        }
        Object most = search.tolerance();
        return nearest != null && most != null && nearest.compareTo(number(most)) > 0 ? -1 : best;
    }

    private List<Integer> found(
            DataType type,
            boolean grouped,
            List<Keyed> left,
            List<Keyed> right,
            AsofSearch search,
            RandomValues random) {
        var columns = memory.columns().in(random.style());
        try (Column on = columns.of(type, right.stream().map(Keyed::on).toList());
                Column by = columns.of(Types.INT64, right.stream().map(Keyed::by).toList());
                Column leftOn = columns.of(type, left.stream().map(Keyed::on).toList());
                Column leftBy = columns.of(Types.INT64, left.stream().map(Keyed::by).toList());
                AsofTable table = table(grouped ? List.of(by.data()) : List.of(), on.data());
                AsofProbe probe = table.probe(search, memory.allocator());
                Block found = memory.allocator().allocate(4L * left.size())) {
            assertThat(table.firstUnsorted()).isEqualTo(-1);
            // In two pieces, the second of which begins where the first one has left its hints.
            int half = left.size() / 2;
            for (int[] piece : new int[][] {{0, half}, {half, left.size() - half}}) {
                List<ArrayData> keys = grouped ? List.of(leftBy.data().slice(piece[0], piece[1])) : List.of();
                probe.find(keys, leftOn.data().slice(piece[0], piece[1]), found.address() + 4L * piece[0]);
            }
            return IntStream.range(0, left.size()).mapToObj(i -> Native.getInt(found.address() + 4L * i)).toList();
        }
    }

    private AsofTable table(List<ArrayData> by, ArrayData on) {
        return AsofTable.of(by, on, memory.allocator(), RUNNER, () -> {});
    }

    @Test
    void namesTheFirstRowThatIsLessThanTheOneBeforeItInItsGroup() {
        try (Column on = memory.columns().int64(5L, 1L, null, 6L, 0L, 2L, 4L);
                Column by = memory.columns().int64(1L, 2L, 1L, 1L, null, 2L, 1L);
                AsofTable grouped = table(List.of(by.data()), on.data());
                AsofTable whole = table(List.of(), on.data())) {
            assertThat(grouped.firstUnsorted()).isEqualTo(6);
            assertThat(whole.firstUnsorted()).isEqualTo(1);
        }
    }

    @Test
    void saysWhichKeysItHandles() {
        var category = new DataType.Dictionary((DataType.Int) Types.INT16, Types.UTF8, false);
        assertThat(AsofTable.handles(Types.INT64, Types.INT64, true)).isTrue();
        assertThat(AsofTable.handles(Types.UTF8, category, false)).isTrue();
        assertThat(AsofTable.handles(Types.UTF8, category, true)).isFalse();
        assertThat(AsofTable.handles(Types.INT64, Types.INT32, false)).isFalse();
        assertThat(AsofTable.handles(DataType.listOf(Types.INT8), DataType.listOf(Types.INT8), false)).isFalse();
    }
}
