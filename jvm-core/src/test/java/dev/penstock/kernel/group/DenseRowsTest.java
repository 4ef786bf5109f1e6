package dev.penstock.kernel.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Column;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rows whose values a set of all values before does not have.
class DenseRowsTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    /// The marks of these values; null if they lie too far apart.
    private List<Integer> mark(DenseRows rows, Column values) {
        try (values;
                Block marks = memory.allocator().allocate(values.data().length())) {
            Native.fill(marks.address(), values.data().length(), (byte) 9);
            if (!rows.mark(values.data(), marks.address())) {
                return null;
            }
            return LongStream.range(0, values.data().length())
                    .mapToObj(row -> (int) Native.getByte(marks.address() + row))
                    .toList();
        }
    }

    private static List<Integer> expected(Set<Object> seen, List<?> values) {
        return values.stream().map(value -> seen.add(value) ? 1 : 0).toList();
    }

    @Test
    void theFirstOfEachValueIsMarkedOnce() {
        try (var rows = new DenseRows(0, memory.allocator())) {
            assertThat(mark(rows, memory.columns().int64(5L, 5L, null, 7L, null))).containsExactly(1, 0, 1, 1, 0);
            assertThat(mark(rows, memory.columns().int64(7L, null, -80L, 5L))).containsExactly(0, 0, 1, 0);
            assertThat(mark(rows, memory.columns().int64())).isEmpty();
        }
    }

    @Test
    void valuesFarFromEachOtherAreRefused() {
        try (var rows = new DenseRows(0, memory.allocator())) {
            assertThat(mark(rows, memory.columns().int64(0L, 1L << 40))).isNull();
        }
        try (var rows = new DenseRows(0, memory.allocator())) {
            assertThat(mark(rows, memory.columns().int64(Long.MIN_VALUE, Long.MAX_VALUE))).isNull();
        }
    }

    /// It grows to both sides, also around the least and the greatest of all values, where sums begin anew.
    @ParameterizedTest
    @ValueSource(
            longs = {0, -1, 1_000_000_007, Long.MIN_VALUE, Long.MIN_VALUE + 40, Long.MAX_VALUE, Long.MAX_VALUE - 63})
    void valuesAroundAnyPlaceAreToldApart(long middle) {
        var random = new Random(middle);
        for (int spread : new int[] {3, 60, 5_000, 200_000}) {
            var seen = new HashSet<Object>();
            try (var rows = new DenseRows(0, memory.allocator())) {
                for (int piece = 0; piece < 8; piece++) {
                    var values = new ArrayList<Long>();
                    for (int i = 0; i < 300; i++) {
                        long away = random.nextInt(spread) * (1 + piece / 4L);
                        boolean up =
                                middle < Long.MIN_VALUE / 2 || (middle < Long.MAX_VALUE / 2 && random.nextBoolean());
                        values.add(
                                random.nextInt(9) == 0 && piece % 2 == 0 ? null : up ? middle + away : middle - away);
                    }
                    List<Integer> marks = mark(rows, memory.columns().of(Types.INT64, values));
                    assertThat(marks).isEqualTo(expected(seen, values));
                }
            }
        }
    }

    @Test
    void allWidthsAndTimesAreTold() {
        var random = new RandomValues(11);
        for (DataType type : List.of(Types.INT8, Types.INT16, Types.UINT32, Types.BOOL, new DataType.Date(false))) {
            var seen = new HashSet<Object>();
            try (var rows = new DenseRows(1 << 20, memory.allocator())) {
                for (int piece = 0; piece < 4; piece++) {
                    List<Object> values = random.values(type, 200, 0.1);
                    List<Integer> marks = mark(rows, memory.columns().in(random.style()).of(type, values));
                    if (marks == null) {
                        assertThat(type).isIn(Types.UINT32, new DataType.Date(false));
                        break;
                    }
                    assertThat(marks).as(type.toString()).isEqualTo(expected(seen, values));
                }
            }
        }
    }

    @Test
    void aSieveOfThemIsUselessWhenItSawAsManyRowsAsThereAreValuesAndAllWereNew() {
        try (var bad = new DenseSieve(memory.allocator());
                var good = new DenseSieve(memory.allocator());
                Block room = memory.allocator().allocate(Selection.bytes(GroupedColumn.MOST_ROWS))) {
            for (long from = 0; from < 1 << 17; from += 1 << 13) {
                Long[] values = LongStream.range(from, from + (1 << 13)).boxed().toArray(Long[]::new);
                try (Column column = memory.columns().int64(values)) {
                    List<ArrayData> columns = List.of(column.data());
                    assertThat(bad.pass(columns, room.address()).count()).isEqualTo(1 << 13);
                    good.pass(columns, room.address());
                    assertThat(good.pass(columns, room.address()).count()).isZero();
                }
                assertThat(bad.isUseless()).isFalse();
            }
            try (Column column = memory.columns().int64(5L)) {
                bad.pass(List.of(column.data()), room.address());
            }
            assertThat(bad.isUseless()).isTrue();
            assertThat(good.isUseless()).isFalse();
        }
    }
}
