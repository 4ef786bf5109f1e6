package dev.penstock.source.parquet;

import java.util.List;

/// How a column is put together from leaves: what the groups of a file's schema mean.
///
/// Levels say where a value is: a value is there when the definition level of its entry is at least the node's own; a
/// new one begins where the repetition level is at most the node's own.
sealed interface Shape {
    /// The field that carries the name and says whether nulls may occur.
    SchemaNode node();

    /// A column chunk in each row group.
    record Leaf(SchemaNode node) implements Shape {}

    /// A group of fields.
    record Fields(SchemaNode node, List<Shape> fields) implements Shape {
        public Fields {
            fields = List.copyOf(fields);
        }
    }

    /// A list, or a map, whose elements are structs of a key and perhaps a value.
    ///
    /// @param present the definition level at which the list is there, be it empty
    /// @param filled the definition level at which it has an element
    /// @param repetition the repetition level at which a further element begins
    record Elements(SchemaNode node, Shape element, int present, int filled, int repetition, boolean map)
            implements Shape {}

    /// The leaves that are read.
    default List<SchemaNode> leaves() {
        return switch (this) {
            case Leaf(SchemaNode leaf) -> List.of(leaf);
            case Fields(_, List<Shape> fields) -> fields.stream().flatMap(field -> field.leaves().stream()).toList();
            case Elements list -> list.element().leaves();
        };
    }

    /// The first of the leaves that are read: its levels say where there are values.
    default SchemaNode firstLeaf() {
        return switch (this) {
            case Leaf(SchemaNode leaf) -> leaf;
            case Fields(SchemaNode node, List<Shape> fields) -> fields.isEmpty() ? node : fields.getFirst().firstLeaf();
            case Elements list -> list.element().firstLeaf();
        };
    }

    /// Whether some row can have more or fewer than one entry.
    default boolean repeats() {
        return switch (this) {
            case Leaf _ -> false;
            case Fields(_, List<Shape> fields) -> fields.stream().anyMatch(Shape::repeats);
            case Elements _ -> true;
        };
    }
}
