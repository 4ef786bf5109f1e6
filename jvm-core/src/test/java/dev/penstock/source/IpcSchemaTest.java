package dev.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.testing.RandomTypes;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpcSchemaTest {
    static List<String> linesThatPyarrowWrote() throws IOException {
        try (var resource = IpcSchemaTest.class.getResourceAsStream("/ipc/schemas.tsv")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("linesThatPyarrowWrote")
    void readsWhatPyarrowWrites(String line) {
        String[] parts = line.split("\t");
        Schema schema = IpcSchema.decode(parts[1]);
        assertThat(schema.metadata()).isEqualTo(Map.of("made by", "a test"));
        Field field = schema.field("ключ");
        assertThat(field.type()).hasToString(parts[0]);
        assertThat(field.nullable()).isEqualTo(!parts[0].equals("int32"));
        assertThat(field.metadata()).isEqualTo(Map.of("unit", "m²"));
        assertThat(IpcSchema.decode(IpcSchema.encode(schema))).isEqualTo(schema);
    }

    @Test
    void eachSchemaComesBackAsItWas() {
        for (int seed = 0; seed < 2_000; seed++) {
            Schema schema = new RandomTypes(new Random(seed)).schema(3);
            assertThat(IpcSchema.decode(IpcSchema.encode(schema))).as("seed %d", seed).isEqualTo(schema);
        }
    }

    @Test
    void equalSchemasMakeEqualTexts() {
        var one =
                new Schema(
                        List.of(new Field("a", Types.INT8, true, Map.of("x", "1", "y", "2", "z", "3"))),
                        Map.of("p", "q", "r", "s"));
        var other =
                new Schema(
                        List.of(new Field("a", Types.INT8, true, Map.of("z", "3", "y", "2", "x", "1"))),
                        Map.of("r", "s", "p", "q"));
        assertThat(IpcSchema.encode(one)).isEqualTo(IpcSchema.encode(other));
    }

    @Test
    void dictionariesAreNumberedFromTheRoot() {
        var index = (DataType.Int) Types.INT32;
        var inner = new DataType.Dictionary(index, Types.UTF8, false);
        var outer = new DataType.Dictionary(index, new DataType.StructOf(List.of(Field.nullable("a", inner))), false);
        var schema = new Schema(List.of(Field.nullable("p", outer), Field.nullable("q", inner)));
        SchemaReader.Read read = Messages.readSchema(Messages.schema(schema));
        assertThat(read.dictionaryIds()).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aDictionaryOfDictionariesIsRefused() {
        var index = (DataType.Int) Types.INT32;
        var twice = new DataType.Dictionary(index, new DataType.Dictionary(index, Types.UTF8, false), false);
        assertThatThrownBy(() -> IpcSchema.encode(new Schema(List.of(Field.nullable("deep", twice)))))
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_TYPE);
                            assertThat(e.column()).isEqualTo("deep");
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "not base64!", "/////wAAAAA=", "/////////38AAAAA"})
    void textsThatHoldNoSchemaAreRefused(String text) {
        assertThatThrownBy(() -> IpcSchema.decode(text))
                .isInstanceOfSatisfying(PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IO));
    }

    /// Any damage gives a schema or a typed error, soon and with little memory.
    @Test
    void damagedBytesNeverDoMoreThanFail() throws IOException {
        Set<ErrorCode> expected = EnumSet.of(ErrorCode.IO, ErrorCode.UNSUPPORTED_TYPE, ErrorCode.DUPLICATE);
        var random = new Random(7);
        int refused = 0;
        for (String line : linesThatPyarrowWrote()) {
            byte[] whole = Base64.getDecoder().decode(line.split("\t")[1]);
            for (int round = 0; round < 200; round++) {
                byte[] damaged =
                        java.util.Arrays.copyOf(whole, round % 3 == 0 ? random.nextInt(whole.length) : whole.length);
                for (int i = 0; i < 1 + round % 4 && damaged.length > 0; i++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                }
                try {
                    IpcSchema.decode(Base64.getEncoder().encodeToString(damaged));
                } catch (PenstockException e) {
                    assertThat(expected).contains(e.code());
                    refused++;
                }
            }
        }
        assertThat(refused).isPositive();
    }

    /// Thirty fields, each of which has the next one twice as a child: a billion fields in two kilobytes.
    @Test
    void aTreeWhoseBranchesAreSharedIsRefused() {
        var out = new FlatBufferBuilder();
        int child = field(out, new int[0]);
        for (int i = 0; i < 30; i++) {
            child = field(out, new int[] {child, child});
        }
        String text = encoded(out, child, Endianness.Little);
        assertThatThrownBy(() -> IpcSchema.decode(text))
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.IO);
                            assertThat(e).hasMessageContaining("larger than the message");
                        });
    }

    @Test
    void aTypeNestedTooDeepIsRefused() {
        var out = new FlatBufferBuilder();
        int child = field(out, new int[0]);
        for (int i = 0; i < 5_000; i++) {
            child = field(out, new int[] {child});
        }
        String text = encoded(out, child, Endianness.Little);
        assertThatThrownBy(() -> IpcSchema.decode(text))
                .isInstanceOfSatisfying(PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IO));
    }

    @Test
    void bigEndianDataIsRefused() {
        var out = new FlatBufferBuilder();
        int field = field(out, new int[0]);
        assertThatThrownBy(() -> IpcSchema.decode(encoded(out, field, Endianness.Big)))
                .isInstanceOf(PenstockException.class)
                .hasMessageContaining("big-endian");
    }

    private static int field(FlatBufferBuilder out, int[] children) {
        int vector = org.apache.arrow.flatbuf.Field.createChildrenVector(out, children);
        org.apache.arrow.flatbuf.Struct_.startStruct_(out);
        int type = org.apache.arrow.flatbuf.Struct_.endStruct_(out);
        org.apache.arrow.flatbuf.Field.startField(out);
        org.apache.arrow.flatbuf.Field.addTypeType(out, Type.Struct_);
        org.apache.arrow.flatbuf.Field.addType(out, type);
        org.apache.arrow.flatbuf.Field.addChildren(out, vector);
        return org.apache.arrow.flatbuf.Field.endField(out);
    }

    private static String encoded(FlatBufferBuilder out, int field, short endianness) {
        int fields = org.apache.arrow.flatbuf.Schema.createFieldsVector(out, new int[] {field});
        org.apache.arrow.flatbuf.Schema.startSchema(out);
        org.apache.arrow.flatbuf.Schema.addEndianness(out, endianness);
        org.apache.arrow.flatbuf.Schema.addFields(out, fields);
        int schema = org.apache.arrow.flatbuf.Schema.endSchema(out);
        return Base64.getEncoder().encodeToString(Messages.finish(out, MessageHeader.Schema, schema, 0));
    }
}
