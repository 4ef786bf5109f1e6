package dev.penstock.source;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.DictionaryEncoding;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.KeyValue;
import org.jspecify.annotations.Nullable;

/// Reads schemas from flatbuffers that anybody may have written.
///
/// The flatbuffer classes check bounds, but not that a tree is a tree: a few bytes can claim a million fields, or the
/// same subtree at every branch. So nodes, depth and text are counted, against what an honest message of that size can
/// hold.
final class SchemaReader {
    private static final int DEEPEST = 64;

    /// A schema, and the ids of its dictionaries in the order in which a walk from the root meets them.
    record Read(Schema schema, List<Long> dictionaryIds) {}

    private final List<Long> dictionaryIds = new ArrayList<>();
    private long bytesLeft;

    private SchemaReader(long messageBytes) {
        // Writers may share equal strings; sixteen of each is more than any does.
        this.bytesLeft = 16 * messageBytes + 65_536;
    }

    /// @param messageBytes how many bytes the message has that holds the schema
    static Read read(org.apache.arrow.flatbuf.Schema schema, long messageBytes) {
        if (schema.endianness() != Endianness.Little) {
            throw new PenstockException(ErrorCode.IO, "the Arrow data is big-endian, which is not supported")
                    .hint("write it again on a little-endian machine");
        }
        var reader = new SchemaReader(messageBytes);
        var fields = new ArrayList<Field>();
        for (int i = 0; i < schema.fieldsLength(); i++) {
            fields.add(reader.field(schema.fields(i), 0));
        }
        var metadata = new HashMap<String, String>();
        for (int i = 0; i < schema.customMetadataLength(); i++) {
            reader.addPair(metadata, schema.customMetadata(i));
        }
        return new Read(new Schema(fields, metadata), List.copyOf(reader.dictionaryIds));
    }

    private Field field(org.apache.arrow.flatbuf.@Nullable Field field, int depth) {
        if (field == null || depth > DEEPEST) {
            throw Messages.broken(
                    field == null ? "a field is missing" : "a type is nested more than " + DEEPEST + " levels deep");
        }
        // A field takes no less than this many bytes.
        charge(16);
        String name = text(field.name());
        DictionaryEncoding encoding = field.dictionary();
        if (encoding != null) {
            dictionaryIds.add(encoding.id());
        }
        var children = new ArrayList<Field>();
        for (int i = 0; i < field.childrenLength(); i++) {
            children.add(field(field.children(i), depth + 1));
        }
        var metadata = new HashMap<String, String>();
        for (int i = 0; i < field.customMetadataLength(); i++) {
            addPair(metadata, field.customMetadata(i));
        }
        try {
            DataType values = TypeReader.read(field, children);
            DataType type =
                    encoding == null ? values : new DataType.Dictionary(index(encoding), values, encoding.isOrdered());
            return new Field(name, type, field.nullable(), metadata);
        } catch (PenstockException e) {
            throw e.column(name);
        }
    }

    private static DataType.Int index(DictionaryEncoding encoding) {
        Int index = encoding.indexType();
        // The format: "if this field is absent, the indices are signed 32-bit integers".
        return index == null ? new DataType.Int(32, true) : new DataType.Int(index.bitWidth(), index.isSigned());
    }

    private void addPair(Map<String, String> metadata, @Nullable KeyValue pair) {
        if (pair != null) {
            charge(8);
            metadata.put(text(pair.key()), text(pair.value()));
        }
    }

    private String text(@Nullable String text) {
        if (text == null) {
            return "";
        }
        charge(text.length());
        return text;
    }

    private void charge(long bytes) {
        bytesLeft -= bytes;
        if (bytesLeft < 0) {
            throw Messages.broken("the schema is larger than the message that holds it");
        }
    }
}
