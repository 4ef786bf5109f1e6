package dev.penstock.source.parquet;

import dev.penstock.error.PenstockException;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The columns of a file: how they are put together and what they are.
///
/// @param shapes in the order of the schema
/// @param schema as the columns were before they were written, where an Arrow writer left that in the file
record FileColumns(List<Shape> shapes, Schema schema) {
    FileColumns {
        shapes = List.copyOf(shapes);
    }

    /// @throws PenstockException with code DUPLICATE for two columns of one name
    static FileColumns of(SchemaNode root, @Nullable Schema written, Path path) {
        var shapes = new ArrayList<Shape>();
        var fields = new ArrayList<Field>();
        for (SchemaNode node : root.children()) {
            Shape shape = Shapes.of(node);
            shapes.add(shape);
            fields.add(field(shape, written));
        }
        try {
            return new FileColumns(
                    shapes, written == null ? new Schema(fields) : new Schema(fields, written.metadata()));
        } catch (PenstockException e) {
            throw e.at(path.toString());
        }
    }

    private static Field field(Shape shape, @Nullable Schema written) {
        String name = shape.node().name();
        Field before = written != null && written.contains(name) ? written.field(name) : null;
        if (before == null || !WrittenTypes.fits(shape, before.type())) {
            return StoredTypes.field(shape);
        }
        // A null is a null, whatever was promised.
        return shape.node().isOptional() && !before.nullable() ? before.orNull() : before;
    }

    Shape shape(String name) {
        return shapes.get(schema.indexOf(name));
    }
}
