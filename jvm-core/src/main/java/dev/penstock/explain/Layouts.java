package dev.penstock.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.List;

/// The looks of a tree of nodes.
final class Layouts {
    private Layouts() {}

    /// Indented by two; `| ` marks what belongs to the node above.
    static String plain(TextNode root) {
        var out = new StringBuilder();
        plain(out, root, "");
        return out.toString();
    }

    private static void plain(StringBuilder out, TextNode node, String indent) {
        out.append(indent).append(node.headline()).append('\n');
        node.details().forEach(detail -> out.append(indent).append("| ").append(detail).append('\n'));
        node.inputs().forEach(input -> plain(out, input, indent + "  "));
    }

    /// Drawn with lines from each node to what it reads.
    static String tree(TextNode root) {
        var out = new StringBuilder();
        tree(out, root, "", "");
        return out.toString();
    }

    private static void tree(StringBuilder out, TextNode node, String first, String rest) {
        out.append(first).append(node.headline()).append('\n');
        String beside = node.inputs().isEmpty() ? "  " : "│ ";
        node.details().forEach(detail -> out.append(rest).append(beside).append(' ').append(detail).append('\n'));
        Iterator<TextNode> inputs = node.inputs().iterator();
        while (inputs.hasNext()) {
            TextNode input = inputs.next();
            boolean last = !inputs.hasNext();
            tree(out, input, rest + (last ? "└─ " : "├─ "), rest + (last ? "   " : "│  "));
        }
    }

    /// An object for each node: `operation`, `subject`, `items`, `inputs`, and what is known of it in figures.
    static ObjectNode json(TextNode node) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("operation", node.operation());
        object.put("subject", node.subject());
        object.set("items", texts(node.items()));
        node.figures().put(object);
        ArrayNode inputs = object.putArray("inputs");
        node.inputs().forEach(input -> inputs.add(json(input)));
        return object;
    }

    static ArrayNode texts(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }
}
