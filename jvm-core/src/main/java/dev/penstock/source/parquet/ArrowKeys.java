package dev.penstock.source.parquet;

import dev.penstock.source.IpcSchema;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Elements;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a Parquet file carries of the schema of what was written to it, so that types which Parquet lacks come back.
public final class ArrowKeys {
    private ArrowKeys() {}

    /// The pairs of key and text for a file of `schema`.
    public static Map<String, String> of(Schema schema) {
        Map<String, String> pairs = new LinkedHashMap<>();
        Schema common = new Schema(schema.fields().stream().map(ArrowKeys::common).toList(), schema.metadata());
        pairs.put(IpcSchema.PARQUET_KEY, IpcSchema.encode(common));
        if (!common.equals(schema)) {
            pairs.put(ParquetFile.OWN_KEY, IpcSchema.encode(schema));
        }
        return pairs;
    }

    /// The field in layouts that every reader of Arrow schemas knows: list views and runs break some.
    private static Field common(Field field) {
        DataType type = common(field.type());
        return type.equals(field.type()) ? field : new Field(field.name(), type, field.nullable(), field.metadata());
    }

    private static DataType common(DataType type) {
        return switch (type) {
            case DataType.ListOf(Field element, Elements elements) -> {
                boolean wide = elements == Elements.OFFSETS64 || elements == Elements.VIEWS64;
                yield new DataType.ListOf(common(element), wide ? Elements.OFFSETS64 : Elements.OFFSETS32);
            }
            case DataType.FixedSizeListOf(Field element, int size) ->
                    new DataType.FixedSizeListOf(common(element), size);
            case DataType.StructOf(List<Field> fields) ->
                    new DataType.StructOf(fields.stream().map(ArrowKeys::common).toList());
            case DataType.MapOf(Field entries, boolean sorted) -> new DataType.MapOf(common(entries), sorted);
            case DataType.RunEndEncoded(_, Field values) -> common(values.type());
            default -> type;
        };
    }
}
