package dev.penstock.source.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;

/// The schema of a file as a tree, made from the list in its footer, in which each field says how many of the next ones
/// are its children.
final class SchemaTree {
    /// Deeper schemas are refused: levels must fit into a byte, and walks are recursive.
    private static final int DEEPEST = 60;

    private final List<SchemaElement> elements;
    private int next;
    private int leaves;

    private SchemaTree(List<SchemaElement> elements) {
        this.elements = elements;
    }

    /// The root, a group without a name that counts.
    ///
    /// @throws BrokenFile for a list that is no tree
    static SchemaNode of(List<SchemaElement> elements) {
        if (elements.isEmpty() || elements.getFirst().isSetType()) {
            throw new BrokenFile("a schema without a root");
        }
        var tree = new SchemaTree(elements);
        SchemaNode root = tree.node(0, 0, 0);
        if (tree.next != elements.size()) {
            throw BrokenFile.because("a schema of %,d fields that lists %,d", tree.next, elements.size());
        }
        return root;
    }

    private SchemaNode node(int definition, int repetition, int depth) {
        if (depth > DEEPEST) {
            throw new BrokenFile("a schema deeper than " + DEEPEST + " levels");
        }
        if (next >= elements.size()) {
            throw BrokenFile.because("a schema whose fields want more children than its %,d fields", elements.size());
        }
        SchemaElement element = elements.get(next++);
        FieldRepetitionType kind = element.getRepetition_type();
        boolean inner = depth > 0;
        if (inner && kind == null) {
            throw new BrokenFile("the field \"" + element.getName() + "\" says not how often it occurs");
        }
        int defined = definition + (inner && kind != FieldRepetitionType.REQUIRED ? 1 : 0);
        int repeated = repetition + (inner && kind == FieldRepetitionType.REPEATED ? 1 : 0);
        int first = leaves;
        if (element.isSetType()) {
            check(element);
            leaves++;
            return new SchemaNode(element, List.of(), defined, repeated, first, 1);
        }
        int count = element.getNum_children();
        if (count < 0 || count > elements.size() || (inner && count == 0)) {
            throw BrokenFile.because("the group \"%s\" of %d fields", element.getName(), count);
        }
        var children = new ArrayList<SchemaNode>();
        for (int i = 0; i < count; i++) {
            children.add(node(defined, repeated, depth + 1));
        }
        return new SchemaNode(element, List.copyOf(children), defined, repeated, first, leaves - first);
    }

    private static void check(SchemaElement leaf) {
        if (leaf.isSetNum_children() && leaf.getNum_children() > 0) {
            throw new BrokenFile("the field \"" + leaf.getName() + "\" is a value and a group");
        }
        if (leaf.getType() == Type.FIXED_LEN_BYTE_ARRAY
                && (leaf.getType_length() <= 0 || leaf.getType_length() > 1 << 24)) {
            throw BrokenFile.because("the field \"%s\" of %,d bytes", leaf.getName(), leaf.getType_length());
        }
    }
}
