package dev.penstock.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.Style;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Binary;
import dev.penstock.type.DataType.Bytes;
import dev.penstock.type.DataType.Decimal;
import dev.penstock.type.DataType.Dictionary;
import dev.penstock.type.DataType.Elements;
import dev.penstock.type.DataType.Int;
import dev.penstock.type.DataType.ListOf;
import dev.penstock.type.DataType.RunEndEncoded;
import dev.penstock.type.DataType.StructOf;
import dev.penstock.type.DataType.Utf8;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RelayoutTest {
    /// Families of types that hold the same values.
    private static final List<List<DataType>> FAMILIES =
            List.of(
                    List.of(
                            Types.UTF8,
                            new Utf8(Bytes.OFFSETS64),
                            new Utf8(Bytes.VIEWS),
                            new Dictionary((Int) Types.UINT32, Types.UTF8, false),
                            new Dictionary((Int) Types.INT8, Types.UTF8, false),
                            new Dictionary((Int) Types.INT64, new Utf8(Bytes.VIEWS), true),
                            runs(Types.INT32, new Utf8(Bytes.VIEWS)),
                            runs(Types.INT16, new Utf8(Bytes.OFFSETS64))),
                    List.of(Types.BINARY, new Binary(Bytes.OFFSETS64), new Binary(Bytes.VIEWS)),
                    List.of(
                            Types.INT64,
                            new Dictionary((Int) Types.UINT16, Types.INT64, false),
                            runs(Types.INT64, Types.INT64)),
                    List.of(
                            Types.FLOAT64,
                            new Dictionary((Int) Types.UINT8, Types.FLOAT64, false),
                            runs(Types.INT32, Types.FLOAT64)),
                    List.of(
                            list(Types.UTF8, Elements.OFFSETS32, "item"),
                            list(Types.UTF8, Elements.OFFSETS32, "element"),
                            list(new Utf8(Bytes.VIEWS), Elements.OFFSETS64, "item"),
                            list(Types.UTF8, Elements.VIEWS32, "item"),
                            list(new Dictionary((Int) Types.UINT32, Types.UTF8, false), Elements.VIEWS64, "item")),
                    List.of(
                            struct(Types.UTF8, Types.INT32),
                            struct(new Utf8(Bytes.VIEWS), runs(Types.INT32, Types.INT32))),
                    List.of(
                            new DataType.FixedSizeListOf(Field.nullable("item", Types.UTF8), 2),
                            new DataType.FixedSizeListOf(Field.nullable("x", new Utf8(Bytes.VIEWS)), 2)),
                    List.of(map(Types.UTF8, true), map(new Utf8(Bytes.OFFSETS64), false)),
                    List.of(new Decimal(32, 9, 2), new Decimal(64, 9, 2), new Decimal(128, 9, 2)));

    @RegisterExtension final TestMemory memory = new TestMemory();

    static Stream<Arguments> pairs() {
        return FAMILIES.stream()
                .flatMap(family -> family.stream().flatMap(from -> family.stream().map(to -> Arguments.of(from, to))));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("pairs")
    void theValuesStayTheSame(DataType from, DataType to) {
        for (Style style : List.of(Style.PLAIN, Style.SLICED, Style.DEEP, Style.WORST)) {
            for (int rows : new int[] {0, 1, 64, 90}) {
                for (double nullShare : new double[] {0, 0.4, 1}) {
                    List<Object> values = new RandomValues(rows).values(from, rows, nullShare);
                    Column column = memory.columns().in(style).of(from, values);
                    Column other = Relayout.column(column, to, memory.allocator());
                    column.close();
                    try (other) {
                        assertThat(other.type()).isEqualTo(to);
                        assertThat(Rows.of(other)).as(style + ", " + nullShare).isEqualTo(values);
                    }
                }
            }
        }
    }

    @Test
    void encodesWithAGivenDictionary() {
        var type = new Dictionary((Int) Types.UINT8, Types.UTF8, true);
        try (Column values = memory.columns().utf8View("high", null, "low");
                Column dictionary = memory.columns().in(Style.SLICED).utf8("low", "middle", "high");
                Column encoded = Relayout.encode(values, type, dictionary, memory.allocator())) {
            assertThat(encoded.type()).isEqualTo(type);
            assertThat(Rows.of(encoded)).containsExactly("high", null, "low");
            Column kept = memory.keep(encoded.view(encoded.data().dictionary()));
            assertThat(Rows.of(kept)).containsExactly("low", "middle", "high");
        }
    }

    @Test
    void refusesAValueThatTheGivenDictionaryLacks() {
        var type = new Dictionary((Int) Types.UINT8, Types.UTF8, false);
        try (Column values = memory.columns().utf8("low", "none");
                Column dictionary = memory.columns().utf8("low")) {
            assertThatThrownBy(() -> Relayout.encode(values, type, dictionary, memory.allocator()))
                    .isInstanceOfSatisfying(
                            PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CAST))
                    .hasMessageContaining("row 1");
        }
    }

    @Test
    void refusesTypesWithOtherValues() {
        try (Column column = memory.columns().int64(1L)) {
            assertThatThrownBy(() -> Relayout.column(column, Types.INT32, memory.allocator()))
                    .hasMessage("int64 and int32 do not hold the same values");
        }
    }

    @Test
    void refusesADecimalThatIsTooLarge() {
        // The precision allows more than 32 bits hold only if somebody lied about it, as foreign data may.
        try (Column column = memory.columns().of(new Decimal(64, 18, 0), new BigDecimal("9999999999"));
                Column lie = column.view(column.data().as(new Decimal(64, 9, 0)))) {
            assertThatThrownBy(() -> Relayout.column(lie, new Decimal(32, 9, 0), memory.allocator()))
                    .hasMessageContaining("row 0");
        }
    }

    @Test
    void aChangeOfNamesAloneSharesTheMemory() {
        try (Column column = memory.columns().list(Types.INT64, List.of(1L, 2L));
                Column renamed =
                        Relayout.column(column, list(Types.INT64, Elements.OFFSETS32, "element"), memory.allocator())) {
            assertThat(renamed.data().buffers()).isEqualTo(column.data().buffers());
        }
    }

    private static DataType runs(DataType ends, DataType values) {
        return new RunEndEncoded(new Field("run_ends", ends, false), Field.nullable("values", values));
    }

    private static DataType list(DataType element, Elements elements, String name) {
        return new ListOf(Field.nullable(name, element), elements);
    }

    private static DataType struct(DataType... fields) {
        var all = new ArrayList<Field>();
        for (DataType field : fields) {
            all.add(Field.nullable("f" + all.size(), field));
        }
        return new StructOf(all);
    }

    private static DataType map(DataType key, boolean sorted) {
        var entries = new StructOf(List.of(new Field("key", key, false), Field.nullable("value", Types.INT64)));
        return new DataType.MapOf(new Field("entries", entries, false), sorted);
    }
}
