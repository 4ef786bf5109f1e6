package dev.penstock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.column.Column;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Block;
import dev.penstock.testing.AwkwardColumn;
import dev.penstock.testing.Batches;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RowOrderTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    static Stream<DataType> types() {
        return Stream.of(
                Types.INT8,
                Types.INT16,
                Types.INT32,
                Types.INT64,
                Types.UINT8,
                Types.UINT16,
                Types.UINT32,
                Types.UINT64,
                Types.UTF8,
                new DataType.Utf8(DataType.Bytes.OFFSETS64),
                new DataType.Utf8(DataType.Bytes.VIEWS));
    }

    @ParameterizedTest
    @MethodSource("types")
    void ordersAsTheObviousSortDoes(DataType type) {
        for (long seed = 1; seed <= 20; seed++) {
            var random = new RandomValues(seed);
            List<Object> values = random.values(type, random.below(300), 0);
            Column column = memory.keep(memory.columns().in(random.style()).of(type, values));
            assertThat(order(column)).as("seed " + seed).isEqualTo(obvious(values));
        }
    }

    @ParameterizedTest
    @MethodSource("catalogue")
    void ordersTheCatalogue(AwkwardColumn awkward) {
        try (Column column = awkward.make(memory.allocator())) {
            List<Object> values = Rows.of(column);
            if (values.stream().noneMatch(Objects::isNull)) {
                assertThat(order(column)).isEqualTo(obvious(values));
            }
        }
    }

    static Stream<AwkwardColumn> catalogue() {
        return Stream.concat(Batches.int64(), Batches.text());
    }

    @Test
    void comparesStringsThatAgreeInTheirFirstEightBytes() {
        List<String> values =
                List.of("employee-9", "employee-10", "employee", "employee-", "", "employee-10", "a", "emplöyee");
        Column column = memory.keep(memory.columns().of(Types.UTF8, values));
        assertThat(order(column)).isEqualTo(obvious(values)).containsExactly(4, 6, 2, 3, 1, 5, 0, 7);
    }

    @Test
    void keepsRowsThatComeInOrder() {
        Column column = memory.keep(memory.columns().int64(1L, 1L, 2L));
        assertThat(order(column)).containsExactly(0, 1, 2);
    }

    @Test
    void refusesWhatHasNoSuchOrder() {
        Column column = memory.keep(memory.columns().float64(2.0, 1.0));
        assertThatThrownBy(() -> order(column))
                .isInstanceOf(PenstockException.class)
                .hasMessage("float64 cannot be put in order");
    }

    private List<Integer> order(Column column) {
        try (Block room = memory.allocator().allocate(Math.max(1, Selection.bytes(column.length())))) {
            Selection order = RowOrder.ascending(column.data(), room.address(), memory.allocator());
            return IntStream.range(0, (int) order.count()).mapToObj(order::row).toList();
        }
    }

    private static List<Integer> obvious(List<?> values) {
        var rows = new ArrayList<>(IntStream.range(0, values.size()).boxed().toList());
        rows.sort(Comparator.comparing(values::get, RowOrderTest::compare));
        return rows;
    }

    private static int compare(Object a, Object b) {
        return a instanceof String text
                ? Arrays.compareUnsigned(
                        text.getBytes(StandardCharsets.UTF_8), ((String) b).getBytes(StandardCharsets.UTF_8))
                : new BigInteger(a.toString()).compareTo(new BigInteger(b.toString()));
    }
}
