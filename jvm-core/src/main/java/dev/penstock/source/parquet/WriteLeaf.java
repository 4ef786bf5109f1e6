package dev.penstock.source.parquet;

import dev.penstock.type.DataType;
import java.util.List;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;

/// A leaf of a file that is being written.
///
/// @param path the names from the column down
/// @param definition the highest definition level
/// @param repetition the highest repetition level
/// @param type what the values are in memory: no dictionary, no runs
record WriteLeaf(List<String> path, SchemaElement element, int definition, int repetition, DataType type) {
    WriteLeaf {
        path = List.copyOf(path);
    }

    Type physical() {
        return element.getType();
    }

    /// How many bytes a value has in a page; 0 for bits and for strings.
    int width() {
        return LeafTarget.width(element);
    }
}
