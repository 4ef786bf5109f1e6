package dev.penstock.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.Column;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Style;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyHashesTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    static Stream<DataType> types() {
        return dev.penstock.testing.Awkward.types();
    }

    private List<Long> hashes(Column... columns) {
        long rows = columns[0].length();
        try (Block block = memory.allocator().allocate(rows << 3)) {
            KeyHashes.write(Stream.of(columns).map(Column::data).toList(), rows, block.address());
            var hashes = new ArrayList<Long>();
            for (long row = 0; row < rows; row++) {
                hashes.add(Native.getLong(block.address() + (row << 3)));
            }
            return hashes;
        }
    }

    /// Whatever the layout, and wherever the rows begin.
    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void equalRowsHaveEqualHashes(DataType type) {
        List<Object> values = new RandomValues(3).values(type, 100, 0.3);
        List<Long> expected = null;
        for (Style style : List.of(Style.PLAIN, Style.SLICED, Style.DEEP, Style.UNALIGNED, Style.WORST)) {
            try (Column column = memory.columns().in(style).of(type, values)) {
                List<Long> hashes = hashes(column);
                assertThat(hashes).isEqualTo(expected == null ? hashes : expected);
                expected = hashes;
                for (int i = 0; i < values.size(); i++) {
                    for (int j = 0; j < i; j++) {
                        boolean same = Equality.SAME.test(column.data(), i, column.data(), j);
                        assertThat(hashes.get(i).equals(hashes.get(j)))
                                .as(values.get(i) + " and " + values.get(j))
                                .isEqualTo(same);
                    }
                }
            }
        }
    }

    @Test
    void dictionariesHashAsTheirValues() {
        for (DataType values : List.of(Types.UTF8, Types.INT64, Types.INT16, Types.FLOAT32)) {
            var type = new DataType.Dictionary((DataType.Int) Types.UINT32, values, false);
            List<Object> list = new RandomValues(5).values(type, 50, 0.3);
            try (Column plain = memory.columns().of(values, list);
                    Column indexed = memory.columns().of(type, list)) {
                assertThat(hashes(indexed)).isEqualTo(hashes(plain));
            }
        }
    }

    @Test
    void allColumnsCountAndTheirOrderToo() {
        try (Column a = memory.columns().int64(1L, 2L, null);
                Column b = memory.columns().int64(2L, 1L, null)) {
            assertThat(hashes(a, b)).isNotEqualTo(hashes(b, a));
            assertThat(Set.copyOf(hashes(a, b))).hasSize(3);
        }
    }
}
