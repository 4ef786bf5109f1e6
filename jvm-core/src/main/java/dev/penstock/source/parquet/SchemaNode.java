package dev.penstock.source.parquet;

import java.util.List;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;

/// A field of a file's schema: a leaf, whose values lie in a column chunk of each row group, or a group of fields.
///
/// @param children empty for a leaf
/// @param definition the definition level at which the field is there
/// @param repetition the repetition level at which it begins anew
/// @param leaf the number of the first leaf at or below the field
/// @param leaves how many leaves there are at or below it
record SchemaNode(
        SchemaElement element, List<SchemaNode> children, int definition, int repetition, int leaf, int leaves) {
    String name() {
        return element.getName();
    }

    boolean isLeaf() {
        return element.isSetType();
    }

    boolean isOptional() {
        return element.getRepetition_type() == FieldRepetitionType.OPTIONAL;
    }

    boolean isRepeated() {
        return element.getRepetition_type() == FieldRepetitionType.REPEATED;
    }
}
