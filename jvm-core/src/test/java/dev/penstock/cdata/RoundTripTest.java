package dev.penstock.cdata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.cdata.CStruct.CArray;
import dev.penstock.cdata.CStruct.CSchema;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.memory.Native;
import dev.penstock.testing.AwkwardColumn;
import dev.penstock.testing.Columns;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.Style;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bytes;
import dev.penstock.type.DataType.Decimal;
import dev.penstock.type.DataType.Dictionary;
import dev.penstock.type.DataType.Elements;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes out through our export and comes in through our import is the same: type, rows and memory.
class RoundTripTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    private Foreign room;

    @BeforeEach
    void open() {
        room = memory.keep(new Foreign());
    }

    /// Out and in again; adopts the batch.
    private Batch travelled(Batch batch) {
        long schema = room.room(CSchema.BYTES);
        long array = room.room(CArray.BYTES);
        SchemaStruct.export(batch.schema(), schema);
        ArrayExport.export(batch, array);
        return arrived(array, schema);
    }

    private static Batch arrived(long array, long schema) {
        try (BatchStream stream = ArrayImport.importStream(array, schema)) {
            return stream.next();
        } finally {
            SchemaStruct.releaseIfOpen(schema);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.penstock.testing.Batches#all")
    void keepsEveryColumnOfTheCatalogue(AwkwardColumn awkward) {
        var schema = new Schema(List.of(Field.nullable("c", awkward.type())));
        var batch = new Batch(schema, awkward.values().size(), List.of(awkward.make(memory.allocator())));
        try (Batch arrived = travelled(batch)) {
            assertThat(arrived.schema()).isEqualTo(schema);
            assertThat(Rows.of(arrived).column("c")).isEqualTo(awkward.values());
        }
    }

    /// Types that the catalogue leaves out.
    static Stream<DataType> moreTypes() {
        var types = new ArrayList<DataType>();
        for (TimeUnit unit : TimeUnit.values()) {
            types.add(new DataType.Time(unit));
            types.add(new DataType.Duration(unit));
            types.add(new DataType.Timestamp(unit, null));
            types.add(new DataType.Timestamp(unit, "UTC"));
            types.add(new DataType.Timestamp(unit, "America/Argentina/ComodRivadavia"));
            types.add(new DataType.Timestamp(unit, "+05:45"));
        }
        types.add(new Decimal(32, 9, 2));
        types.add(new Decimal(64, 18, 18));
        types.add(new Decimal(128, 1, 0));
        types.add(new Decimal(128, 38, -3));
        types.add(new Decimal(256, 76, 38));
        types.add(new DataType.FixedSizeBinary(0));
        var point = new DataType.StructOf(List.of(Field.nullable("x", Types.INT32), Field.nullable("y", Types.UTF8)));
        for (int bits = 8; bits <= 64; bits *= 2) {
            for (boolean signed : List.of(true, false)) {
                var index = new DataType.Int(bits, signed);
                types.add(new Dictionary(index, Types.UTF8, false));
                types.add(new Dictionary(index, new DataType.Utf8(Bytes.VIEWS), true));
                types.add(new Dictionary(index, DataType.listOf(Types.INT16), false));
                types.add(new Dictionary(index, point, false));
            }
        }
        for (Elements elements : Elements.values()) {
            types.add(new DataType.ListOf(Field.nullable("element", point), elements));
            types.add(new DataType.ListOf(new Field("item", DataType.listOf(Types.BOOL), false), elements));
        }
        types.add(new DataType.FixedSizeListOf(Field.nullable("item", DataType.listOf(Types.UTF8)), 3));
        for (int bits = 16; bits <= 64; bits *= 2) {
            var ends = new Field("run_ends", new DataType.Int(bits, true), false);
            types.add(new DataType.RunEndEncoded(ends, Field.nullable("values", point)));
        }
        for (boolean dense : List.of(true, false)) {
            types.add(
                    new DataType.Union(
                            dense,
                            List.of(127, 0),
                            List.of(Field.nullable("p", point), Field.nullable("n", Types.NULL))));
        }
        return types.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("moreTypes")
    void keepsEveryOtherType(DataType type) {
        List<Object> values = new RandomValues(5).values(type, 40, 0.2);
        for (Style style : List.of(Style.PLAIN, Style.WORST)) {
            try (Batch arrived = travelled(Columns.batch("c", memory.columns().in(style).of(type, values)))) {
                assertThat(arrived.column(0).type()).isEqualTo(type);
                assertThat(Rows.of(arrived).column("c")).isEqualTo(values);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void keepsTablesWithMetadataOfAnyDepth(long seed) {
        var random = new RandomValues(seed);
        Schema schema = random.schema();
        try (Batch batch = random.batch(memory.columns().in(Style.WORST), schema, 60);
                Batch slice = batch.slice(17, 30);
                Batch arrived = travelled(slice.share());
                Batch again = travelled(arrived.slice(3, 21))) {
            Rows.of(arrived).assertEquals(Rows.of(slice));
            assertThat(Rows.of(again).rows()).isEqualTo(Rows.of(slice).rows().subList(3, 24));
            assertThat(again.schema()).isEqualTo(schema);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("moreTypes")
    void keepsSlicesInsideOfSlices(DataType type) {
        List<Object> values = new RandomValues(6).values(type, 60, 0.2);
        try (Column inner = memory.columns().in(Style.SLICED).of(type, values)) {
            // Rows 4 to 44 of the column as lists of two, of which rows 3 to 18 as fields, of which rows 2 to 12.
            ArrayData child = inner.data().slice(4, 40);
            var listType = new DataType.FixedSizeListOf(Field.nullable("item", type), 2);
            var lists = new ArrayData(listType, 20, 0, 0, List.of(Buffer.NONE), List.of(child), null);
            var structType = new DataType.StructOf(List.of(Field.nullable("f", listType)));
            var structs = new ArrayData(structType, 15, 0, 0, List.of(Buffer.NONE), List.of(lists.slice(3, 15)), null);
            try (Batch arrived = travelled(Columns.batch("c", inner.view(structs.slice(2, 10))))) {
                var expected = new ArrayList<Object>();
                for (int row = 5; row < 15; row++) {
                    expected.add(List.of(values.subList(4 + 2 * row, 6 + 2 * row)));
                }
                assertThat(Rows.of(arrived).column("c")).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest(name = "from row {0}")
    @ValueSource(ints = {0, 1, 3, 8, 16, 69})
    void cutsTheElementsOfFixedSizeListsToTheirRows(int from) {
        var type = new DataType.FixedSizeListOf(Field.nullable("item", Types.INT64), 2);
        List<Object> values = new RandomValues(8).values(type, 150, 0.3);
        long array = room.room(CArray.BYTES);
        try (Column column = memory.columns().of(type, values)) {
            ArrayExport.export(column.slice(from, 70), array);
        }
        assertThat(Native.getLong(array + CArray.OFFSET)).isZero();
        assertThat(Native.getLong(childrenOf(array)[0] + CArray.LENGTH)).isEqualTo(140);
        long schema = room.room(CSchema.BYTES);
        SchemaStruct.export(Field.nullable("c", type), schema);
        try (Batch arrived = arrived(array, schema)) {
            assertThat(Rows.of(arrived).column("c")).isEqualTo(values.subList(from, from + 70));
        }
    }

    @Test
    void copiesNothing() {
        Column column = memory.columns().int64(1L, 2L, 3L);
        long address = column.data().buffer(1).address();
        try (Batch arrived = travelled(Columns.batch("c", column))) {
            assertThat(arrived.column(0).data().buffer(1).address()).isEqualTo(address);
        }
    }

    @Test
    void keepsTheRowsOfATableWithoutColumns() {
        try (Batch arrived = travelled(new Batch(new Schema(List.of(), Map.of("k", "v")), 7, List.of()))) {
            assertThat(arrived.rows()).isEqualTo(7);
            assertThat(arrived.schema().metadata()).containsExactly(Map.entry("k", "v"));
        }
    }

    @Test
    void takesAColumnThatIsNoTable() {
        long array = room.room(CArray.BYTES);
        long schema = room.room(CSchema.BYTES);
        SchemaStruct.export(new Field("s", Types.UTF8, true, Map.of("a", "b")), schema);
        ArrayExport.export(memory.columns().utf8("x", null), array);
        try (Batch arrived = arrived(array, schema)) {
            assertThat(arrived.schema().field("s").metadata()).containsExactly(Map.entry("a", "b"));
            assertThat(Rows.of(arrived).column("s")).containsExactly("x", null);
        }
    }

    @Test
    void takesAStructThatIsAnExtensionTypeAsOneColumn() {
        long array = room.room(CArray.BYTES);
        long schema = room.room(CSchema.BYTES);
        var fields = List.of(Field.nullable("x", Types.INT64));
        var extension = Map.of("ARROW:extension:name", "point");
        SchemaStruct.export(new Field("p", new DataType.StructOf(fields), true, extension), schema);
        ArrayExport.export(memory.columns().struct(fields, List.of(1L), null), array);
        try (Batch arrived = arrived(array, schema)) {
            assertThat(arrived.schema().names()).containsExactly("p");
            assertThat(Rows.of(arrived).column("p")).containsExactly(List.of(1L), null);
        }
    }

    private long[] childrenOf(long array) {
        long[] children = new long[(int) Native.getLong(array + CArray.CHILD_COUNT)];
        for (int i = 0; i < children.length; i++) {
            children[i] = Native.getLong(Native.getLong(array + CArray.CHILDREN) + 8L * i);
        }
        return children;
    }

    private long moved(long struct) {
        long target = room.room(CArray.BYTES);
        Native.copy(struct, target, CArray.BYTES);
        Native.putLong(struct + CArray.RELEASE, 0);
        return target;
    }

    @Test
    void letsChildrenBeMovedAwayAndReleasedLater() {
        long array = room.room(CArray.BYTES);
        ArrayExport.export(
                Columns.batch(
                        "a",
                        memory.columns().list(Types.INT64, List.of(1L, 2L)),
                        "b",
                        memory.columns().dictionary("x")),
                array);
        long list = moved(childrenOf(array)[0]);
        long elements = moved(childrenOf(list)[0]);
        CapsuleContent.ARRAY.releaseIfOpen(array);
        CapsuleContent.ARRAY.releaseIfOpen(list);
        assertThat(memory.budget().usedBytes()).isPositive();
        assertThat(Native.getLong(Native.getLong(Native.getLong(elements + CArray.BUFFERS) + 8) + 8)).isEqualTo(2);
        CapsuleContent.ARRAY.releaseIfOpen(elements);
        assertThat(memory.budget().usedBytes()).isZero();
    }

    @Test
    void givesMemoryBackOnceHoweverOftenItIsReleased() {
        long array = room.room(CArray.BYTES);
        Column column = memory.columns().int64(1L);
        ArrayExport.export(column.share(), array);
        long copy = room.room(CArray.BYTES);
        Native.copy(array, copy, CArray.BYTES);
        ArrayExport.release(array);
        ArrayExport.release(array);
        ArrayExport.release(copy);
        assertThat(column.data().buffer(1).isAbsent()).isFalse();
        assertThat(memory.budget().usedBytes()).as("the other share is open").isPositive();
        column.close();
    }

    @Test
    void canBeReleasedByAnotherThread() throws InterruptedException {
        long array = room.room(CArray.BYTES);
        ArrayExport.export(Columns.batch("c", memory.columns().utf8("x")), array);
        Thread thread = new Thread(() -> CapsuleContent.ARRAY.releaseIfOpen(array));
        thread.start();
        thread.join();
        assertThat(ArrayExport.openArrays()).isZero();
    }
}
