package dev.penstock.cdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.penstock.cdata.CStruct.CSchema;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.testing.RandomTypes;
import dev.penstock.testing.TestMemory;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaStructTest {
    @RegisterExtension final TestMemory memory = new TestMemory();

    private Foreign room;

    @BeforeEach
    void open() {
        room = memory.keep(new Foreign());
    }

    @RepeatedTest(value = 100, name = "seed {currentRepetition}")
    void keepsSchemasOfEveryKind(RepetitionInfo repetition) {
        Schema schema = new RandomTypes(new Random(repetition.getCurrentRepetition())).schema(4);
        long struct = room.room(CSchema.BYTES);
        SchemaStruct.export(schema, struct);
        assertThat(SchemaStruct.importSchema(struct)).isEqualTo(schema);
        SchemaStruct.releaseIfOpen(struct);
        assertThat(Native.getLong(struct + CSchema.RELEASE)).isZero();
        SchemaStruct.releaseIfOpen(struct);
    }

    @Test
    void keepsTheOrderOfMetadata() {
        var metadata = new LinkedHashMap<String, String>();
        for (int i = 20; i > 0; i--) {
            metadata.put("key " + i, "value " + i);
        }
        long struct = room.room(CSchema.BYTES);
        SchemaStruct.export(new Schema(List.of(), metadata), struct);
        assertThat(SchemaStruct.importSchema(struct).metadata().keySet()).containsExactlyElementsOf(metadata.keySet());
        SchemaStruct.releaseIfOpen(struct);
    }

    @Test
    void keepsMetadataThatIsNoText() {
        byte[] key = {(byte) 0xFF, 'k', 0, (byte) 0xC3};
        byte[] value = "ü🙂".getBytes(StandardCharsets.UTF_8);
        byte[] wrong = {'a', (byte) 0xED, (byte) 0xB2, (byte) 0x80, (byte) 0x80, 'z'};
        byte[] block = Metadata.encode(Map.of(latin(key), latin(value)));
        assertThat(block).as("Latin-1 is UTF-8 here").hasSizeGreaterThan(4 + 8 + key.length + value.length);
        for (byte[] bytes : List.of(key, value, wrong, new byte[0])) {
            byte[] written = counted(bytes, value);
            Map<String, String> read = Metadata.read(room.bytes(ints(written)));
            assertThat(Metadata.encode(read)).isEqualTo(written);
        }
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static int[] ints(byte[] bytes) {
        int[] ints = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            ints[i] = bytes[i];
        }
        return ints;
    }

    private static byte[] counted(byte[] key, byte[] value) {
        var buffer =
                java.nio.ByteBuffer.allocate(12 + key.length + value.length).order(java.nio.ByteOrder.nativeOrder());
        return buffer.putInt(1).putInt(key.length).put(key).putInt(value.length).put(value).array();
    }

    @Test
    void letsChildrenBeMovedAwayAndReleasedLater() {
        var inner = new DataType.StructOf(List.of(new Field("deep", Types.UTF8, false, Map.of("k", "v"))));
        long struct = room.room(CSchema.BYTES);
        SchemaStruct.export(new Schema(List.of(Field.nullable("a", inner), Field.nullable("b", Types.INT64))), struct);
        long first = Native.getLong(Native.getLong(struct + CSchema.CHILDREN));
        long moved = room.room(CSchema.BYTES);
        Native.copy(first, moved, CSchema.BYTES);
        Native.putLong(first + CSchema.RELEASE, 0);
        SchemaStruct.releaseIfOpen(struct);
        assertThat(SchemaStruct.importField(moved)).isEqualTo(Field.nullable("a", inner));
        SchemaStruct.releaseIfOpen(moved);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "q",
                "w",
                "w:",
                "w:x",
                "w:-1",
                "d:",
                "d:1",
                "d:a,b",
                "d:39,0",
                "d:5,2,99",
                "ts",
                "tsq:",
                "tt",
                "ttq",
                "tD",
                "tiX",
                "+",
                "+x",
                "+w:",
                "+us:a",
                "+us:0,0",
                "+ud:-1",
                "+us:128",
                "+ud:0,1",
                "+l",
                "+m",
                "+r",
                "_plxyz",
                "Ü"
            })
    void refusesFormatsThatNameNoType(String format) {
        long schema = room.schema("+s", room.schema("l"), room.schema(format));
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> SchemaStruct.importSchema(schema))
                .matches(e -> e.code() == ErrorCode.UNSUPPORTED_TYPE)
                .matches(e -> "c1".equals(e.column()));
    }

    @Test
    void namesTheWayToANestedColumn() {
        long schema = room.schema("+s", room.schema("+l", room.schema("+s", room.schema("?"))));
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> SchemaStruct.importSchema(schema))
                .matches(e -> "c0.c0.c0".equals(e.column()));
    }

    @Test
    void refusesTheSameNameTwice() {
        long first = room.schema("l");
        long second = room.schema("l");
        long schema = room.schema("+s", first, second);
        Native.putLong(second + CSchema.NAME, Native.getLong(first + CSchema.NAME));
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> SchemaStruct.importSchema(schema))
                .matches(e -> e.code() == ErrorCode.DUPLICATE);
    }

    @Test
    void refusesWhatWasReleased() {
        long child = room.schema("l");
        long schema = room.schema("+s", child);
        Foreign.releaseSchema(child);
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> SchemaStruct.importSchema(schema))
                .matches(e -> e.code() == ErrorCode.HANDLE_EXPIRED);
        Foreign.releaseSchema(schema);
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> SchemaStruct.importSchema(schema))
                .matches(e -> e.code() == ErrorCode.HANDLE_EXPIRED);
    }

    @Test
    void refusesTypesWithoutABottom() {
        long schema = room.schema("l");
        for (int i = 0; i < 70; i++) {
            schema = room.schema("+l", schema);
        }
        long deepest = schema;
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> SchemaStruct.importSchema(deepest))
                .withMessageContaining("nested more than 64");
    }

    @ParameterizedTest(name = "{0} with {1}")
    @org.junit.jupiter.params.provider.CsvSource({
        "+s, -1",
        "+s, 3",
        "l, 1",
        "+l, 2",
        "+r, 3",
        "+m, 9223372036854775807"
    })
    void looksAtNoMoreChildrenThanATypeHas(String format, long count) {
        long schema = room.schema(format);
        Native.putLong(schema + CSchema.CHILD_COUNT, count);
        Native.putLong(schema + CSchema.CHILDREN, format.equals("+s") ? 0 : Foreign.DANGLING);
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> SchemaStruct.importSchema(schema))
                .withMessageContaining("has no " + count + " children");
    }

    @Test
    void refusesMetadataOfNegativeLength() {
        long schema = room.schema("l");
        Native.putLong(schema + CSchema.METADATA, room.ints(1, -1));
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> SchemaStruct.importSchema(schema))
                .withMessageContaining("the length -1");
        Native.putLong(schema + CSchema.METADATA, room.ints(-2));
        assertThatExceptionOfType(PenstockException.class)
                .isThrownBy(() -> SchemaStruct.importSchema(schema))
                .withMessageContaining("the length -2");
    }
}
