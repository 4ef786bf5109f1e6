package dev.penstock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.testing.Awkward;
import dev.penstock.testing.AwkwardColumn;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.Style;
import dev.penstock.testing.Tagged;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GatherTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.penstock.testing.Batches#all")
    void gathersWhatTheObviousLoopGathers(AwkwardColumn awkward) {
        var random = new RandomValues(5);
        int rows = awkward.values().size();
        for (boolean missing : new boolean[] {false, true}) {
            var selection = new ArrayList<Integer>();
            for (int i = 0; i < 100 && (rows > 0 || missing); i++) {
                selection.add(rows == 0 || missing && random.below(4) == 0 ? -1 : random.below(rows));
            }
            assertThat(gather(awkward.make(memory.allocator()), selection, missing))
                    .isEqualTo(obvious(awkward.type(), awkward.values(), selection));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.penstock.testing.Batches#all")
    void gatheringEveryRowChangesNothing(AwkwardColumn awkward) {
        List<Integer> all = Stream.iterate(0, i -> i + 1).limit(awkward.values().size()).toList();
        assertThat(gather(awkward.make(memory.allocator()), all, false)).isEqualTo(awkward.values());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void nullsOfEveryTypeCanBeMade(DataType type) {
        try (Column nulls = Empty.nulls(type, 70, memory.allocator())) {
            assertThat(nulls.type()).isEqualTo(type);
            assertThat(Rows.of(nulls)).hasSize(70).allMatch(value -> value == null || value.equals(noValue(type)));
        }
    }

    static Stream<DataType> types() {
        return Awkward.types();
    }

    @Test
    void refusesMoreBytesThanOffsetsCanCount() {
        String large = "x".repeat(1 << 20);
        try (Column column = memory.columns().utf8(large);
                Block rows = memory.allocator().allocateZeroed(Selection.bytes(2048))) {
            assertThatThrownBy(() -> Gather.column(column, new Selection(rows.address(), 2048), memory.allocator()))
                    .isInstanceOfSatisfying(
                            PenstockException.class,
                            e -> {
                                assertThat(e.code()).isEqualTo(ErrorCode.COMPUTE);
                                assertThat(e.hint()).contains("large_utf8");
                            });
        }
    }

    @Test
    void refusesMoreRowsThanRunEndsCanNumber() {
        DataType runs =
                Awkward.NESTED.stream()
                        .filter(type ->
                                type instanceof DataType.RunEndEncoded(var ends, _) && ends.type().equals(Types.INT16))
                        .findFirst()
                        .orElseThrow();
        try (Column column = memory.columns().of(runs, 1L);
                Block rows = memory.allocator().allocateZeroed(Selection.bytes(40_000))) {
            assertThatThrownBy(() -> Gather.column(column, new Selection(rows.address(), 40_000), memory.allocator()))
                    .hasMessageContaining("40,000 rows");
        }
    }

    @Test
    void equalNeighboursFromOneRunStayOneRun() {
        DataType type =
                new DataType.RunEndEncoded(
                        new dev.penstock.type.Field("run_ends", Types.INT32, false),
                        dev.penstock.type.Field.nullable("values", Types.INT64));
        try (Column column = memory.columns().in(Style.SLICED).of(type, 7L, 7L, 7L, 8L);
                Block rows = selection(List.of(2, 0, 1, 3, 3));
                Column gathered = Gather.column(column, new Selection(rows.address(), 5), memory.allocator())) {
            assertThat(gathered.data().children().getFirst().length()).isEqualTo(2);
        }
    }

    /// Gathers and closes the input before the result is read, so that a missing share would show.
    private List<Object> gather(Column column, List<Integer> selection, boolean missing) {
        Column gathered;
        try (column;
                Block rows = selection(selection)) {
            gathered =
                    Gather.column(column, new Selection(rows.address(), selection.size(), missing), memory.allocator());
        }
        try (gathered) {
            return Rows.of(gathered);
        }
    }

    private Block selection(List<Integer> rows) {
        Block block = memory.allocator().allocate(Selection.bytes(rows.size()));
        for (int i = 0; i < rows.size(); i++) {
            Native.putInt(block.address() + 4L * i, rows.get(i));
        }
        return block;
    }

    private static List<Object> obvious(DataType type, List<?> values, List<Integer> selection) {
        var gathered = new ArrayList<Object>();
        selection.forEach(row -> gathered.add(row < 0 ? noValue(type) : values.get(row)));
        return gathered;
    }

    /// A union has no null of its own: its first field is null.
    private static Object noValue(DataType type) {
        return type instanceof DataType.Union union ? new Tagged(union.typeIds().getFirst(), null) : null;
    }
}
