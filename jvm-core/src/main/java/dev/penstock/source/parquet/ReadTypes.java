package dev.penstock.source.parquet;

import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Elements;
import dev.penstock.type.Field;
import java.util.List;

/// The types in which columns are decoded, before they are laid out as they should be.
final class ReadTypes {
    private ReadTypes() {}

    /// The type nearest to `type` that pages are decoded to: no dictionary, no runs, no views of lists.
    static DataType of(DataType type) {
        return switch (type) {
            case DataType.Dictionary(_, DataType values, _) -> of(values);
            case DataType.RunEndEncoded(_, Field values) -> of(values.type());
            case DataType.ListOf(Field element, Elements elements) ->
                    new DataType.ListOf(
                            of(element),
                            elements == Elements.OFFSETS64 || elements == Elements.VIEWS64
                                    ? Elements.OFFSETS64
                                    : Elements.OFFSETS32);
            case DataType.FixedSizeListOf(Field element, int size) -> new DataType.FixedSizeListOf(of(element), size);
            case DataType.StructOf(List<Field> fields) ->
                    new DataType.StructOf(fields.stream().map(ReadTypes::of).toList());
            case DataType.MapOf(Field entries, boolean sorted) -> new DataType.MapOf(of(entries), sorted);
            default -> type;
        };
    }

    private static Field of(Field field) {
        DataType type = of(field.type());
        return type.equals(field.type()) ? field : new Field(field.name(), type, field.nullable(), field.metadata());
    }
}
