package dev.penstock.source;

import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A column as IPC lays it out: what lies in record batches, and where its dictionary is found.
///
/// @param name for messages
/// @param children of the type itself; a dictionary column has none, its values' are in `values`
/// @param dictionaryId the id of the column's dictionary, -1 without one
/// @param values the layout of the dictionary's values
record IpcColumn(String name, DataType type, List<IpcColumn> children, long dictionaryId, @Nullable IpcColumn values) {
    /// The columns of a schema whose dictionaries have `ids` in the order in which a walk from the root meets them.
    static List<IpcColumn> of(List<Field> fields, List<Long> ids) {
        return fields(fields, ids.iterator());
    }

    /// The columns of a schema whose dictionaries have the ids 0, 1, ...
    static List<IpcColumn> numbered(List<Field> fields) {
        return fields(fields, java.util.stream.LongStream.iterate(0, id -> id + 1).iterator());
    }

    private static List<IpcColumn> fields(List<Field> fields, Iterator<Long> ids) {
        var columns = new ArrayList<IpcColumn>(fields.size());
        fields.forEach(field -> columns.add(of(field.name(), field.type(), ids)));
        return columns;
    }

    private static IpcColumn of(String name, DataType type, Iterator<Long> ids) {
        if (type instanceof DataType.Dictionary(_, DataType values, _)) {
            long id = ids.next();
            return new IpcColumn(name, type, List.of(), id, of(name, values, ids));
        }
        return new IpcColumn(name, type, fields(ArrowFormat.children(type), ids), -1, null);
    }

    /// All dictionary columns in here, inner ones first: the order in which their dictionaries can be read.
    List<IpcColumn> dictionaries() {
        var found = new ArrayList<IpcColumn>();
        children.forEach(child -> found.addAll(child.dictionaries()));
        if (values != null) {
            found.addAll(values.dictionaries());
            found.add(this);
        }
        return found;
    }
}
