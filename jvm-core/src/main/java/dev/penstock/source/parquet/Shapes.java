package dev.penstock.source.parquet;

import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;

/// What groups mean. Source: parquet-format, LogicalTypes.md, with its rules for lists of older writers.
final class Shapes {
    private Shapes() {}

    static Shape of(SchemaNode node) {
        // A field that is repeated without being inside of a list is a list of itself, and never null.
        return node.isRepeated() ? elements(node, once(node), node.definition() - 1, node, false) : once(node);
    }

    /// The shape without the fields of structs that `type` lacks; as it is where it is of another kind.
    static Shape narrowed(Shape shape, DataType type) {
        if (!(shape instanceof Shape.Fields(SchemaNode node, List<Shape> parts))
                || !(type instanceof DataType.StructOf(List<Field> fields))) {
            return shape;
        }
        var kept = new ArrayList<Shape>();
        for (Field field : fields) {
            parts.stream()
                    .filter(part -> part.node().name().equals(field.name()))
                    .forEach(part -> kept.add(narrowed(part, field.type())));
        }
        return kept.isEmpty() ? shape : new Shape.Fields(node, kept);
    }

    /// The field as if it occurred once.
    private static Shape once(SchemaNode node) {
        if (node.isLeaf()) {
            return new Shape.Leaf(node);
        }
        if (isList(node.element()) && node.children().size() == 1 && node.children().getFirst().isRepeated()) {
            return list(node, node.children().getFirst());
        }
        if (isMap(node.element()) && node.children().size() == 1 && node.children().getFirst().isRepeated()) {
            return map(node, node.children().getFirst());
        }
        return fields(node);
    }

    private static Shape fields(SchemaNode node) {
        return new Shape.Fields(node, node.children().stream().map(Shapes::of).toList());
    }

    private static Shape list(SchemaNode list, SchemaNode repeated) {
        List<SchemaNode> children = repeated.children();
        boolean isElement =
                repeated.isLeaf()
                        || children.size() != 1
                        || children.getFirst().isRepeated()
                        || repeated.name().equals("array")
                        || repeated.name().equals(list.name() + "_tuple");
        Shape element = isElement ? once(repeated) : of(children.getFirst());
        return elements(list, element, list.definition(), repeated, false);
    }

    private static Shape map(SchemaNode map, SchemaNode repeated) {
        int fields = repeated.children().size();
        if (repeated.isLeaf() || fields == 1) {
            // A set of keys.
            Shape element = repeated.isLeaf() ? once(repeated) : of(repeated.children().getFirst());
            return elements(map, element, map.definition(), repeated, false);
        }
        return fields == 2
                ? elements(map, fields(repeated), map.definition(), repeated, true)
                : elements(map, once(repeated), map.definition(), repeated, false);
    }

    private static Shape elements(SchemaNode list, Shape element, int present, SchemaNode repeated, boolean map) {
        return new Shape.Elements(list, element, present, repeated.definition(), repeated.repetition(), map);
    }

    private static boolean isList(SchemaElement element) {
        LogicalType type = element.getLogicalType();
        return (type != null && type.isSetLIST()) || element.getConverted_type() == ConvertedType.LIST;
    }

    private static boolean isMap(SchemaElement element) {
        LogicalType type = element.getLogicalType();
        return (type != null && type.isSetMAP())
                || element.getConverted_type() == ConvertedType.MAP
                || element.getConverted_type() == ConvertedType.MAP_KEY_VALUE;
    }
}
