package dev.penstock.source;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.flatbuf.DictionaryEncoding;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.KeyValue;

/// Writes schemas as flatbuffers. Dictionaries get the ids 0, 1, ... in the order in which a walk from the root meets
/// them.
final class SchemaWriter {
    private final FlatBufferBuilder out;
    private final TypeWriter types;
    private long nextDictionary;

    SchemaWriter(FlatBufferBuilder out) {
        this.out = out;
        this.types = new TypeWriter(out);
    }

    /// Where the schema lies in the builder.
    int write(Schema schema) {
        int[] fields = new int[schema.size()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = write(schema.field(i));
        }
        int fieldVector = org.apache.arrow.flatbuf.Schema.createFieldsVector(out, fields);
        int[] pairs = pairs(schema.metadata());
        int metadata = pairs.length == 0 ? 0 : org.apache.arrow.flatbuf.Schema.createCustomMetadataVector(out, pairs);
        org.apache.arrow.flatbuf.Schema.startSchema(out);
        org.apache.arrow.flatbuf.Schema.addEndianness(out, Endianness.Little);
        org.apache.arrow.flatbuf.Schema.addFields(out, fieldVector);
        if (metadata != 0) {
            org.apache.arrow.flatbuf.Schema.addCustomMetadata(out, metadata);
        }
        return org.apache.arrow.flatbuf.Schema.endSchema(out);
    }

    private int write(Field field) {
        try {
            return field.type() instanceof DataType.Dictionary dictionary
                    ? write(field, dictionary.values(), dictionary)
                    : write(field, field.type(), null);
        } catch (PenstockException e) {
            throw e.column(field.name());
        }
    }

    private int write(Field field, DataType values, DataType.@org.jspecify.annotations.Nullable Dictionary dictionary) {
        if (dictionary != null && values instanceof DataType.Dictionary) {
            throw new PenstockException(ErrorCode.UNSUPPORTED_TYPE, "Arrow IPC has no " + field.type())
                    .hint("cast the column to " + values);
        }
        // Ids are given before the children are written, so that a walk from the root finds them in order.
        long id = dictionary == null ? -1 : nextDictionary++;
        List<Field> children = ArrowFormat.children(values);
        int[] offsets = new int[children.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = write(children.get(i));
        }
        int name = out.createString(field.name());
        int childVector = org.apache.arrow.flatbuf.Field.createChildrenVector(out, offsets);
        int[] pairs = pairs(field.metadata());
        int metadata = pairs.length == 0 ? 0 : org.apache.arrow.flatbuf.Field.createCustomMetadataVector(out, pairs);
        int encoding = dictionary == null ? 0 : encoding(id, dictionary);
        TypeWriter.Written type = types.write(values);
        org.apache.arrow.flatbuf.Field.startField(out);
        org.apache.arrow.flatbuf.Field.addName(out, name);
        org.apache.arrow.flatbuf.Field.addNullable(out, field.nullable());
        org.apache.arrow.flatbuf.Field.addTypeType(out, type.kind());
        org.apache.arrow.flatbuf.Field.addType(out, type.offset());
        org.apache.arrow.flatbuf.Field.addChildren(out, childVector);
        if (encoding != 0) {
            org.apache.arrow.flatbuf.Field.addDictionary(out, encoding);
        }
        if (metadata != 0) {
            org.apache.arrow.flatbuf.Field.addCustomMetadata(out, metadata);
        }
        return org.apache.arrow.flatbuf.Field.endField(out);
    }

    private int encoding(long id, DataType.Dictionary dictionary) {
        int index = types.write(dictionary.index()).offset();
        DictionaryEncoding.startDictionaryEncoding(out);
        DictionaryEncoding.addId(out, id);
        DictionaryEncoding.addIndexType(out, index);
        DictionaryEncoding.addIsOrdered(out, dictionary.ordered());
        return DictionaryEncoding.endDictionaryEncoding(out);
    }

    /// Sorted by key, so that equal schemas make equal bytes.
    private int[] pairs(Map<String, String> metadata) {
        int[] pairs = new int[metadata.size()];
        int next = 0;
        for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
            int key = out.createString(entry.getKey());
            int value = out.createString(entry.getValue());
            pairs[next++] = KeyValue.createKeyValue(out, key, value);
        }
        return pairs;
    }
}
