package dev.penstock.kernel.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.column.Column;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyNumbersTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    static Stream<DataType> types() {
        return Stream.of(Types.INT64, Types.UINT8, Types.UTF8, new DataType.Utf8(DataType.Bytes.VIEWS));
    }

    @ParameterizedTest
    @MethodSource("types")
    void numbersValuesInTheOrderInWhichTheyCome(DataType type) {
        List<Object> values = new RandomValues(3).values(type, 2 * GroupedColumn.MOST_ROWS + 1, 0.01);
        var different = new ArrayList<>(new LinkedHashSet<>(values));
        try (var numbers = new KeyNumbers(type, memory.allocator());
                Column column = memory.columns().of(type, values);
                Block to = memory.allocator().allocate(Selection.bytes(values.size()))) {
            numbers.find(column.data(), to.address());
            assertThat(numbers.count()).isEqualTo(different.size());
            for (int row = 0; row < values.size(); row++) {
                int number = Native.getInt(to.address() + ((long) row << 2));
                assertThat(different.get(number)).as("row " + row).isEqualTo(values.get(row));
            }
            try (Column known = numbers.values(new Selection(to.address(), values.size()))) {
                assertThat(Rows.of(known)).isEqualTo(values);
            }
        }
    }
}
