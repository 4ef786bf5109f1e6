package dev.penstock.source.parquet;

import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.util.List;

/// Whether values of a file can be read as ones of a type that is not the file's own: what was written, what the first
/// of several files has, what a user asks for.
final class WrittenTypes {
    private WrittenTypes() {}

    /// Whether the column can be read as one of `type`: the same values, in another layout or unit.
    static boolean fits(Shape shape, DataType type) {
        return switch (type) {
            case DataType.Dictionary(_, DataType values, _) -> fits(shape, values);
            case DataType.RunEndEncoded(_, Field values) -> fits(shape, values.type());
            case DataType.ListOf(Field element, _) -> elements(shape, element);
            case DataType.FixedSizeListOf(Field element, _) -> elements(shape, element);
            case DataType.MapOf map ->
                    shape instanceof Shape.Elements list
                            && list.map()
                            && list.element() instanceof Shape.Fields entries
                            && fits(entries.fields().get(0), map.key().type())
                            && fits(entries.fields().get(1), map.value().type());
            case DataType.StructOf(List<Field> fields) -> fields(shape, fields);
            default -> shape instanceof Shape.Leaf(SchemaNode node) && LeafTarget.exists(node, type);
        };
    }

    private static boolean elements(Shape shape, Field element) {
        return shape instanceof Shape.Elements list && !list.map() && fits(list.element(), element.type());
    }

    private static boolean fields(Shape shape, List<Field> fields) {
        boolean same = shape instanceof Shape.Fields(_, List<Shape> parts) && parts.size() == fields.size();
        for (int i = 0; same && i < fields.size(); i++) {
            Shape part = ((Shape.Fields) shape).fields().get(i);
            same = part.node().name().equals(fields.get(i).name()) && fits(part, fields.get(i).type());
        }
        return same;
    }
}
