package dev.penstock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.testing.Awkward;
import dev.penstock.testing.AwkwardColumn;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.Style;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConcatenateTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    static Stream<DataType> types() {
        return Awkward.types();
    }

    /// Parts of all styles and lengths, so that seams fall on any bit.
    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void putsTheRowsOneAfterTheOther(DataType type) {
        var random = new RandomValues(9);
        var parts = new ArrayList<Column>();
        var expected = new ArrayList<Object>();
        for (int i = 0; i < 12; i++) {
            List<Object> values = random.values(type, i % 4 == 3 ? 0 : random.below(90), i % 3 == 0 ? 0 : 0.3);
            parts.add(memory.columns().in(random.style()).of(type, values));
            expected.addAll(values);
        }
        Column whole = Concatenate.columns(parts, memory.allocator());
        Column.closeAll(parts);
        try (whole) {
            assertThat(whole.type()).isEqualTo(type);
            assertThat(Rows.of(whole)).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.penstock.testing.Batches#all")
    void anyCutCanBeUndone(AwkwardColumn awkward) {
        int rows = awkward.values().size();
        try (Column column = awkward.make(memory.allocator());
                Column head = column.slice(0, rows / 3);
                Column tail = column.slice(rows / 3, rows - rows / 3);
                Column whole = Concatenate.columns(List.of(head, tail), memory.allocator())) {
            assertThat(Rows.of(whole)).isEqualTo(awkward.values());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.penstock.testing.Batches#all")
    void piecesThatLieBehindOneAnotherAreNotCopied(AwkwardColumn awkward) {
        int rows = awkward.values().size();
        try (Column column = awkward.make(memory.allocator());
                Column head = column.slice(0, rows / 3);
                Column tail = column.slice(rows / 3, rows - rows / 3);
                Column whole = Concatenate.columns(List.of(head, tail), memory.allocator())) {
            assertThat(whole.data().buffers()).isEqualTo(column.data().buffers());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.penstock.testing.Batches#all")
    void aGapBetweenThePiecesStaysOne(AwkwardColumn awkward) {
        int rows = awkward.values().size();
        int gap = Math.min(1, rows);
        try (Column column = awkward.make(memory.allocator());
                Column head = column.slice(0, rows / 3);
                Column tail = column.slice(rows / 3 + gap, Math.max(0, rows - rows / 3 - gap));
                Column whole = Concatenate.columns(List.of(head, tail), memory.allocator())) {
            var expected = new ArrayList<>(awkward.values());
            if (rows > 0) {
                expected.remove(rows / 3);
            }
            assertThat(Rows.of(whole)).isEqualTo(expected);
        }
    }

    @Test
    void dictionariesAreMergedByValue() {
        try (Column one = memory.columns().dictionary("b", "a", "b");
                Column two = memory.columns().in(Style.SLICED).dictionary("a", "c", null);
                Column both = Concatenate.columns(List.of(one, two), memory.allocator())) {
            assertThat(Rows.of(both)).containsExactly("b", "a", "b", "a", "c", null);
            List<Object> dictionary = Rows.of(memory.keep(both.view(both.data().dictionary())));
            assertThat(dictionary).doesNotHaveDuplicates();
        }
    }

    @Test
    void slicesOfOneColumnShareItsDictionary() {
        try (Column column = memory.columns().dictionary("b", "a", "b");
                Column head = column.slice(0, 1);
                Column tail = column.slice(1, 2);
                Column both = Concatenate.columns(List.of(head, tail), memory.allocator())) {
            assertThat(both.data().dictionary()).isEqualTo(column.data().dictionary());
        }
    }

    @Test
    void refusesMoreValuesThanTheIndexCanNumber() {
        DataType narrow = new DataType.Dictionary((DataType.Int) Types.INT8, Types.INT64, false);
        try (Column one = memory.columns().of(narrow, LongStream.range(0, 90).boxed().toList());
                Column two = memory.columns().of(narrow, LongStream.range(90, 180).boxed().toList())) {
            assertThatThrownBy(() -> Concatenate.columns(List.of(one, two), memory.allocator()))
                    .hasMessageContaining("dictionary<int8, int64>");
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void batchesTooCanBeCutAndPutTogether(long seed) {
        var random = new RandomValues(seed);
        Schema schema = random.schema();
        try (Batch batch = random.batch(memory.columns(), schema, 120);
                Batch head = batch.slice(0, 37);
                Batch middle = batch.slice(37, 1);
                Batch tail = batch.slice(38, 82);
                Batch whole = Concatenate.batches(schema, List.of(head, middle, tail), memory.allocator())) {
            Rows.of(whole).assertEquals(Rows.of(batch));
        }
    }
}
